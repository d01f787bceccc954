"""Runtime settings, as the API describes them."""

from typing import Any, Literal

from app.schemas.common import Answer, UtcTime

SettingType = Literal["boolean", "integer", "number", "choice", "choices", "words", "days"]


class SettingDescription(Answer):
    """One setting: its value, what it may be, and who changed it last (null: it is at its default).

    `minimum` and `maximum` bound a number or, of a list, how many entries it has; `values` are those to choose from.
    """

    name: str
    label: str
    description: str
    group: str
    type: SettingType
    unit: str | None
    value: Any
    default: Any
    minimum: float | None
    maximum: float | None
    values: list[str] | None
    changed_at: UtcTime | None
    changed_by: str | None


class SettingDescriptions(Answer):
    """Every setting, in the order in which they are shown."""

    items: list[SettingDescription]
