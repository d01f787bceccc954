"""The organization's accounts as they are now, and their names on the accounts that are read."""

from collections.abc import Iterable

import orjson
from sqlalchemy import Connection, text

from app.db.session import get_engine
from app.models.resources import OrganizationAccount
from app.services.aws.calls import Clients
from app.services.aws.organization import OrganizationAccountRecord, OrganizationCollector
from app.services.aws.scope import Scope
from app.services.costs.replacing import replace
from app.services.sync.outcome import Outcome
from app.services.sync.targets import table_of
from app.services.sync.writer import Merged

# a name that an administrator chose stays: only the account's number and the organization's own former name give way
_RENAME = text("""
update aws_accounts a set name = s.name
from jsonb_to_recordset(cast(:rows as jsonb)) as s(account_id text, name text)
left join organization_accounts o on o.account_id = s.account_id
where a.account_id = s.account_id and s.name <> '' and a.name <> s.name
  and (a.name in ('', a.account_id) or a.name = o.name)
""")


def store(connection: Connection, accounts: Iterable[OrganizationAccountRecord]) -> Merged:
    """Put the complete list in its place, in the caller's transaction, and pass its names on."""
    accounts = list(accounts)
    rows = orjson.dumps([{"account_id": one.account_id, "name": one.name} for one in accounts]).decode()
    connection.execute(_RENAME, {"rows": rows})
    return replace(connection, table_of(OrganizationAccount), "true", {}, accounts)


def run(aws: Clients, scope: Scope) -> Outcome:
    """The `organization` step; AWS errors are in the outcome, and leave the accounts as they were."""
    batch = OrganizationCollector().collect(aws, scope)
    outcome = Outcome(errors=batch.errors)
    if batch.complete:
        with get_engine().begin() as connection:
            outcome.add(store(connection, batch.rows))
    return outcome
