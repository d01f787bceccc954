"""How many questions one user may ask in a minute, counted in Redis for all processes."""

from typing import cast

from sqlalchemy import Connection

from app.core.problems import TooMany
from app.core.redis import get_redis
from app.schemas.caller import Caller
from app.services.settings import store
from app.services.settings.registry import AI_QUESTIONS_PER_MINUTE

_COUNT = """
local n = redis.call('incr', KEYS[1])
if n == 1 then redis.call('expire', KEYS[1], 60) end
return {n, redis.call('ttl', KEYS[1])}
"""


def count(connection: Connection, caller: Caller) -> None:
    """Count one question of the caller. Raises TooMany above the setting."""
    limit = store.read(connection)[AI_QUESTIONS_PER_MINUTE]
    key = f"wsi:ai:asked:{caller.user_id}"
    asked, left = cast("list[int]", get_redis().eval(_COUNT, 1, key))
    if asked > limit:
        raise TooMany(
            f"At most {limit} questions a minute. Try again in {max(1, left)} seconds.", retry_after=max(1, left)
        )
