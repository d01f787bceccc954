"""The time machine's datasets: `fleet`, the WorkSpaces as they were, and `fleet_changes`, two times compared."""

from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import CTE, and_, case, func

from app.services.catalog.changes import ACCOUNT as CHANGE_ACCOUNT
from app.services.catalog.changes import FIELDS as CHANGE_FIELDS
from app.services.catalog.model import Dataset, Field, FieldType, Join, Provenance, by_name
from app.services.catalog.workspaces import ACCOUNT, BUNDLE, DIRECTORY
from app.services.catalog.workspaces import DATASET as NOW
from app.services.catalog.workspaces import FIELDS as WORKSPACE_FIELDS
from app.services.inventory.timeline import KEYS, PLAIN, TRACKED, Place, difference, fleet

T = FieldType
CERTAINTIES = (
    ("observed", "Seen in a listing"),
    ("inferred", "Known from CloudTrail"),
    ("unknown", "Not read yet at that time"),
)
KINDS = (("added", "Added"), ("removed", "Removed"), ("changed", "Changed"))
_JOINED = ("account_name", "directory_name", "bundle_name")
_SEARCHED = tuple(name for name in NOW.search_fields if name in (*KEYS, *TRACKED))
_PAST = "WorkSpaces as they were at the time `as_of` (now, if not given); before the first sync it is unknown."
_COMPARED = "What is different at the time `as_of` (now, if not given) from what it was at `since` (30 days before)."


def _joins(table: CTE) -> dict[str, Join]:
    c = table.c
    here = {"account_id": c.account_id, "region": c.region}
    return {
        "account": Join(ACCOUNT, ACCOUNT.c.account_id == c.account_id),
        "directory": Join(
            DIRECTORY,
            and_(*(DIRECTORY.c[n] == e for n, e in here.items()), DIRECTORY.c.directory_id == c.directory_id),
        ),
        "bundle": Join(BUNDLE, and_(*(BUNDLE.c[n] == e for n, e in here.items()), BUNDLE.c.bundle_id == c.bundle_id)),
    }


def past(since: datetime | None, as_of: datetime, place: Place | None = None) -> Dataset:  # noqa: ARG001 - the shape of Dataset.dated
    """The fleet at a time, or one WorkSpace of it."""
    made = _fleet(fleet(as_of, place))
    return made if place is not None else replace(made, by_place=_fleet(fleet(as_of, one_by_one=True)))


def _fleet(table: CTE) -> Dataset:
    c = table.c
    own = (replace(WORKSPACE_FIELDS[name], expression=c[name]) for name in (*KEYS, *TRACKED, *PLAIN))
    return Dataset(
        name="fleet",
        label="Fleet at a time",
        description=_PAST,
        table=table,
        scope=c.account_id,
        key=NOW.key,
        fields=by_name(
            *own,
            *(WORKSPACE_FIELDS[name] for name in _JOINED),
            Field("certainty", "Certainty", T.ENUM, c.certainty,
                  "How it is known that the WorkSpace was there; the unknown ones are left out unless asked for.",
                  "Lifecycle", values=CERTAINTIES, nullable=False, facet=True, provenance=Provenance.DERIVED),
        ),
        joins=_joins(table),
        default_columns=("user_name", "state", "running_mode", "compute_type", "region", "workspace_id", "certainty"),
        default_sort=("user_name",),
        search=func.lower(func.concat_ws(" ", *(c[name] for name in _SEARCHED))),
        search_fields=_SEARCHED,
        tags=c.tags,
        hidden_unless_asked=c.certainty != "unknown",
        asked_by=frozenset({"certainty"}),
        dated=past,
    )  # fmt: skip


def compared(since: datetime | None, as_of: datetime) -> Dataset:
    """Two times compared; `since` None compares a time with itself."""
    table = difference(since or as_of, as_of)
    c = table.c
    labels = dict(CHANGE_FIELDS["field"].values or ())
    told = ("changed_by", "event_id", *KEYS)
    return Dataset(
        name="fleet_changes",
        label="Fleet compared",
        description=_COMPARED,
        table=table,
        scope=c.account_id,
        key=("field", "workspace_id", "region", "account_id"),
        fields=by_name(
            Field("kind", "Kind", T.ENUM, c.kind, "Whether a WorkSpace came, went, or has another value.", "Change",
                  values=KINDS, nullable=False, facet=True, provenance=Provenance.DERIVED),
            replace(CHANGE_FIELDS["field"], expression=c.field, provenance=Provenance.DERIVED),
            Field("label", "What", T.STRING, case(labels, value=c.field, else_=c.field), "The field's name for people.",
                  "Change", nullable=False, provenance=Provenance.DERIVED),
            Field("before", "Before", T.JSON, c.before, "Value at `since`.", "Change"),
            Field("after", "After", T.JSON, c.after, "Value at `as_of`.", "Change"),
            Field("changed_at", "Changed", T.DATETIME, c.changed_at, "When it last changed in between.", "Change",
                  provenance=Provenance.DERIVED),
            Field("changes", "Changes", T.INTEGER, c.changes, "How often it changed in between.", "Change",
                  nullable=False, provenance=Provenance.DERIVED),
            *(replace(CHANGE_FIELDS[name], expression=c[name]) for name in told),
            CHANGE_FIELDS["account_name"],
        ),
        joins={"account": Join(CHANGE_ACCOUNT, CHANGE_ACCOUNT.c.account_id == c.account_id)},
        default_columns=("kind", "workspace_id", "label", "before", "after", "changed_at", "changed_by"),
        default_sort=("-changed_at",),
        dated=compared,
        compares=True,
    )  # fmt: skip


_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)
FLEET, FLEET_CHANGES = past(None, _ANY_TIME), compared(None, _ANY_TIME)
