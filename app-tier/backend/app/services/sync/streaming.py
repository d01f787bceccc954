"""What is pushed to one browser: messages of the workers, as far as the caller may see them."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from datetime import UTC, datetime

import orjson
from redis.asyncio.client import PubSub
from redis.exceptions import RedisError

from app.core.problems import Problem, Unavailable
from app.core.redis import async_redis, stream_channel
from app.core.roles import Capability
from app.schemas.caller import Caller
from app.services.sync import progress

HEARTBEAT_S = 15.0
HEARTBEAT = b": still here\n\n"


class Listening:
    """A subscription of one caller. Open it before the answer starts, so that a dead Redis is a 503."""

    def __init__(self, caller: Caller, until: datetime | None, identify: Callable[[], Caller]) -> None:
        self._caller = caller
        self._until = until
        self._identify = identify
        self._look_at = time.monotonic() + HEARTBEAT_S
        self._redis = async_redis()
        self._messages: PubSub = self._redis.pubsub(ignore_subscribe_messages=True)

    async def open(self) -> None:
        """Subscribe. Raises Unavailable."""
        try:
            await self._messages.subscribe(stream_channel())
        except RedisError as error:
            await self._close()
            raise Unavailable("Live updates (Redis) cannot be reached at the moment; try again shortly.") from error

    async def events(self) -> AsyncIterator[bytes]:
        """Events until the browser leaves, the token runs out or is revoked, or Redis goes away."""
        try:
            yield HEARTBEAT
            while (patience := self._patience()) > 0:
                message = await self._messages.get_message(timeout=patience)
                if message is None:
                    yield HEARTBEAT
                elif event := await asyncio.to_thread(self._event, message["data"]):
                    yield event
                await self._identify_again()
        except (RedisError, Problem):
            return  # the browser connects again, and is told why it may not where it may not
        finally:
            await self._close()

    async def _identify_again(self) -> None:
        """A user who was disabled, or whose rights changed, is noticed within a heartbeat. Raises Unauthorized."""
        now = time.monotonic()
        if now >= self._look_at:
            self._look_at = now + HEARTBEAT_S
            self._caller = await asyncio.to_thread(self._identify)

    def _patience(self) -> float:
        if self._until is None:
            return HEARTBEAT_S
        return min(HEARTBEAT_S, (self._until - datetime.now(UTC)).total_seconds())

    def _event(self, text: str) -> bytes | None:
        """The message as an event, or None where it is not the caller's to see."""
        message = orjson.loads(text)
        scope, data = self._caller.account_scope, message["data"]
        if message["event"] == "data" and scope is not None and message.get("account_id") not in scope:
            return None
        if message["event"] == "report" and message.get("user_id") != self._caller.user_id:
            return None
        if message["event"] == "sync":
            if not self._caller.may(Capability.SYNC):
                return None
            if scope is not None:
                line = progress.of_run(int(data["id"]), scope)
                if line is None:
                    return None
                data = line.model_dump(mode="json")
        return f"event: {message['event']}\ndata: {orjson.dumps(data).decode()}\n\n".encode()

    async def _close(self) -> None:
        with suppress(RedisError):
            await self._messages.aclose()  # type: ignore[no-untyped-call]
        with suppress(RedisError):
            await self._redis.aclose()
