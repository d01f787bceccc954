"""The `people` step: users that are not known are asked for, and their names put on the WorkSpaces."""

from datetime import UTC, datetime

from app.db.session import get_engine
from app.models.workspaces import Workspace, WorkspaceChange
from app.services.aws.calls import Clients
from app.services.aws.collectors.people import PeopleCollector
from app.services.aws.scope import Scope
from app.services.people import store
from app.services.sync.outcome import Outcome
from app.services.sync.targets import Target, table_of
from app.services.sync.writer import merge

# the directory's word is kept when it forgets the user: the WorkSpace is still theirs
TARGET = Target(
    "workspaces",
    table_of(Workspace),
    store.NameRecord,
    "workspace_id",
    "terminated_at",
    owns_rows=False,
    history=table_of(WorkspaceChange),
    kept=frozenset({"user_display_name", "user_email"}),
)


def run(aws: Clients, scope: Scope, now: datetime | None = None) -> Outcome:
    """Ask for the users of an account and Region; AWS errors are in the outcome, and cost nothing but names."""
    now, engine = now or datetime.now(UTC), get_engine()
    with engine.connect() as connection:
        wanted = store.wanted(connection, scope.account_id, scope.region, now)
    batch = PeopleCollector().read(aws, scope, wanted)
    outcome = Outcome(errors=batch.errors)
    with engine.begin() as connection:
        if batch.rows:
            store.store(connection, scope.account_id, scope.region, batch.rows, now)
        known = store.names(connection, scope.account_id, scope.region)
        outcome.add(
            merge(connection, TARGET, scope.account_id, scope.region, known, seen_at=batch.started_at, complete=False)
        )
    asked = sum(len(user_names) for user_names in wanted.values())
    outcome.detail = {"users_wanted": asked, "users_answered": len(batch.rows)}
    return outcome
