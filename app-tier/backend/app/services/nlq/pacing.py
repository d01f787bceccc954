"""How many questions one user may ask in a minute, counted in Redis for all processes."""

from sqlalchemy import Connection

from app.core import pace
from app.core.problems import TooMany
from app.schemas.caller import Caller
from app.services.settings import store
from app.services.settings.registry import AI_QUESTIONS_PER_MINUTE


def count(connection: Connection, caller: Caller) -> None:
    """Count one question of the caller. Raises TooMany above the setting."""
    limit = store.read(connection)[AI_QUESTIONS_PER_MINUTE]
    asked, left = pace.counted(f"wsi:ai:asked:{caller.user_id}")
    if asked > limit:
        raise TooMany(f"At most {limit} questions a minute. Try again in {left} seconds.", retry_after=left)
