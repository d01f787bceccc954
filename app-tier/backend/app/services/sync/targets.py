"""Where the records of each collector go, and what their absence from a complete listing means."""

from dataclasses import dataclass, field, fields
from typing import Any

from sqlalchemy import Table

from app.models.directories import Bundle, Directory
from app.models.resources import Image, IpGroup, Pool
from app.models.workspaces import Workspace, WorkspaceChange
from app.services.aws.collectors.bundles import BundleRecord
from app.services.aws.collectors.connections import ConnectionRecord
from app.services.aws.collectors.directories import DirectoryRecord
from app.services.aws.collectors.images import ImageRecord
from app.services.aws.collectors.ip_groups import IpGroupRecord
from app.services.aws.collectors.pools import PoolRecord
from app.services.aws.collectors.tags import TagsRecord
from app.services.aws.collectors.workspaces import WorkspaceRecord


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """One collector's table. The record's fields are columns of the same name; `id` is the key within the scope.

    `owns_rows`: the listing decides which rows there are; otherwise it only fills columns of rows that live.
    `gone_at`: the column that says since when a row is no longer at AWS. `gone_when`: SQL over the staged row `s`,
    for AWS saying itself that it is gone. `gone_sets`: columns set when a row is found absent.
    `hash`: the column with a hash of the record, where a row that has the same one is not sent to the database at all.
    `quiet`: columns whose change is not history. `kept`: columns that an unknown value does not erase.
    """

    dataset: str
    table: Table
    record: type[Any]
    id: str
    gone_at: str
    owns_rows: bool = True
    gone_when: str = "false"
    gone_sets: dict[str, str] = field(default_factory=dict)
    history: Table | None = None
    hash: str | None = None
    quiet: frozenset[str] = frozenset({"raw"})
    kept: frozenset[str] = frozenset()

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the record fills, the id among them, in the record's order."""
        return tuple(f.name for f in fields(self.record))

    @property
    def staged(self) -> tuple[str, ...]:
        """The columns of the staging table: those of the record, and its hash where one is kept."""
        return (*self.columns, self.hash) if self.hash else self.columns


def table_of(model: type[Any]) -> Table:
    """The table of a model."""
    table = model.__table__
    assert isinstance(table, Table)  # noqa: S101 - narrows SQLAlchemy's type
    return table


_WORKSPACES = table_of(Workspace)
_CHANGES = table_of(WorkspaceChange)

TARGETS: dict[str, Target] = {
    "workspaces": Target(
        "workspaces",
        _WORKSPACES,
        WorkspaceRecord,
        "workspace_id",
        "terminated_at",
        gone_when="s.state is not distinct from 'TERMINATED'",
        gone_sets={"state": "TERMINATED"},
        hash="listed_hash",
        history=_CHANGES,
    ),
    "directories": Target("directories", table_of(Directory), DirectoryRecord, "directory_id", "retired_at"),
    "ip_groups": Target("ip_groups", table_of(IpGroup), IpGroupRecord, "ip_group_id", "retired_at"),
    "images": Target("images", table_of(Image), ImageRecord, "image_id", "retired_at"),
    "pools": Target("pools", table_of(Pool), PoolRecord, "pool_id", "retired_at"),
    "bundles": Target("bundles", table_of(Bundle), BundleRecord, "bundle_id", "retired_at"),
    "tags": Target(
        "workspaces", _WORKSPACES, TagsRecord, "workspace_id", "terminated_at", owns_rows=False, history=_CHANGES
    ),
    "connections": Target(
        "workspaces",
        _WORKSPACES,
        ConnectionRecord,
        "workspace_id",
        "terminated_at",
        owns_rows=False,
        # people come and go all day: when is a matter of usage, not of the history of the WorkSpace
        quiet=frozenset({"connection_state", "last_connected_at"}),
        kept=frozenset({"last_connected_at"}),
    ),
}
