"""A fleet over three accounts and three Regions, written by the product's own writer."""

from datetime import UTC, datetime

from sqlalchemy import text

from app.core.security import create_access_token, get_password_hash
from app.db.session import get_engine, unit_of_work
from app.models.models import User
from app.services.sync.targets import TARGETS
from app.services.sync.writer import merge
from bench.merge import fleet

ACCOUNTS = ("111111111111", "222222222222", "333333333333")
REGIONS = ("us-east-1", "eu-west-1", "ap-southeast-2")
_REST = text("""
update workspaces set connection_state = 'DISCONNECTED',
  last_connected_at = now() - (hashtext(workspace_id) & 8388607) * interval '1 second',
  tags = jsonb_build_object('department', 'd' || (hashtext(workspace_id) & 31), 'owner', user_name)
""")


def load(number: int) -> str:
    """Store the fleet and an administrator; a token of theirs."""
    rows, scopes = fleet(number), [(account, region) for account in ACCOUNTS for region in REGIONS]
    size = -(-number // len(scopes))
    for n, (account, region) in enumerate(scopes):
        with get_engine().begin() as connection:
            part = rows[n * size : (n + 1) * size]
            merge(connection, TARGETS["workspaces"], account, region, part, seen_at=datetime.now(UTC), complete=True)
    with unit_of_work() as session:
        session.execute(_REST)
        admin = User(username="bench", email="b@example.com", hashed_password=get_password_hash("x" * 12), role="admin")
        session.add(admin)
        session.flush()
        token, _ = create_access_token(admin.id, admin.token_version or 0)
    with get_engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("vacuum analyze"))
    return token
