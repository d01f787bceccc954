"""Connection state and last login, asked for by id."""

from dataclasses import dataclass
from datetime import datetime

from app.services.aws.batch import Batch
from app.services.aws.by_id import IDS_PER_CALL
from app.services.aws.calls import Clients
from app.services.aws.scope import Scope
from app.services.aws.values import at, chunks, text


@dataclass(frozen=True, slots=True)
class ConnectionRecord:
    """The connection of one WorkSpace; both None where AWS has no row for it (new, or in ERROR)."""

    workspace_id: str
    connection_state: str | None
    last_connected_at: datetime | None


class ConnectionsCollector:
    """Connection status of every WorkSpace that is known of an account and Region."""

    kind = "connections"
    actions = ("workspaces:DescribeWorkspacesConnectionStatus",)
    after = ("workspaces",)

    def collect(self, aws: Clients, scope: Scope) -> Batch[ConnectionRecord]:
        """25 ids a call; one that was asked for and not answered has no connection row at AWS."""
        batch: Batch[ConnectionRecord] = Batch(scope)
        with batch.guard("DescribeWorkspacesConnectionStatus"):
            for ids in chunks(scope.workspace_ids, IDS_PER_CALL):
                batch.rows += _status(aws, scope, ids)
        return batch


def _status(aws: Clients, scope: Scope, ids: tuple[str, ...]) -> list[ConnectionRecord]:
    found = {workspace_id: ConnectionRecord(workspace_id, None, None) for workspace_id in ids}
    for page in aws.pages("workspaces", "describe_workspaces_connection_status", scope, WorkspaceIds=list(ids)):
        for item in page.get("WorkspacesConnectionStatus") or []:
            if (workspace_id := item.get("WorkspaceId")) in found:
                state, last = text(item.get("ConnectionState")), at(item.get("LastKnownUserConnectionTimestamp"))
                found[workspace_id] = ConnectionRecord(workspace_id, state, last)
    return list(found.values())
