"""Reading and changing runtime settings.

They are read from their table each time they are needed: a few rows, which cost what asking whether a copy is still
good would cost, so that a change acts at once on every process and there is no copy to go stale.
"""

import logging
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeVar

from pydantic import ValidationError
from sqlalchemy import Connection, delete, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.models.settings import Setting as Row
from app.schemas.caller import Caller
from app.schemas.settings import SettingDescription, SettingDescriptions
from app.services.audit import trail
from app.services.settings.kinds import Setting
from app.services.settings.registry import SETTINGS

log = logging.getLogger(__name__)
T = TypeVar("T")
_ROWS = select(Row.name, Row.value)
_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtextextended('settings', 0))")


class Values:
    """The settings as they were at one moment."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self._given = given

    def __getitem__(self, setting: Setting[T]) -> T:
        """The value of a setting of the registry."""
        value: T = self._given.get(setting.name, setting.default)
        return value

    def everything(self) -> dict[str, Any]:
        """Every setting by name."""
        return {name: self[setting] for name, setting in SETTINGS.items()}


def read(connection: Connection) -> Values:
    """The settings as they are now."""
    given = {}
    for name, stored in connection.execute(_ROWS):
        setting = SETTINGS.get(name)
        if setting is None:  # of another version of the product
            continue
        try:
            given[name] = setting.loaded(stored)
        except ValidationError:
            log.warning("a stored setting is not valid any more; its default is used", extra={"setting": name})
    return Values(given)


def change(session: Session, admin: Caller, wanted: Mapping[str, Any]) -> Values:
    """Set what is given (valid values by name), None back to the default, and write down who did; all as they are then.

    What is so already is no change.
    """
    connection = session.connection()
    connection.execute(_ONE_AT_A_TIME)
    before = read(connection)
    changed = {}
    for name, value in wanted.items():
        setting = SETTINGS[name]
        new = setting.default if value is None else value
        if value is None or new == setting.default:
            connection.execute(delete(Row).where(Row.name == name))
        elif new != before[setting]:
            row = {"value": setting.stored(new), "changed_by": admin.username, "changed_at": text("now()")}
            statement = insert(Row).values(name=name, **row)
            connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_=row))
        if new != before[setting]:
            changed[name] = {"before": setting.stored(before[setting]), "after": setting.stored(new)}
    if changed:
        trail.record(session, admin, "settings.update", "settings", changed)
    return read(connection)


def described(connection: Connection) -> SettingDescriptions:
    """Every setting with its value and what it may be."""
    values = read(connection)
    rows = {row.name: row for row in connection.execute(select(Row.name, Row.changed_at, Row.changed_by))}
    return SettingDescriptions(
        items=[_described(setting, values, rows.get(name)) for name, setting in SETTINGS.items()]
    )


def _plain(value: object) -> object:
    """A number as JSON has it: what is described can be sent as it is."""
    return float(value) if isinstance(value, Decimal) else value


def _described(setting: Setting[Any], values: Values, row: Any) -> SettingDescription:
    return SettingDescription(
        name=setting.name,
        label=setting.about.label,
        description=setting.about.description,
        group=setting.about.group,
        type=setting.type,
        unit=setting.about.unit,
        value=_plain(values[setting]),
        default=_plain(setting.default),
        minimum=None if setting.minimum is None else float(setting.minimum),
        maximum=None if setting.maximum is None else float(setting.maximum),
        values=None if setting.values is None else list(setting.values),
        changed_at=row.changed_at if row else None,
        changed_by=row.changed_by if row else None,
    )
