"""One standard queue of SQS: at least once, in no order, a message out of sight while somebody works on it.

Source: the SQS Developer Guide, "Amazon SQS visibility timeout" and "Amazon SQS message quotas".
"""

from dataclasses import dataclass
from hashlib import md5
from threading import Lock
from uuid import uuid4

KEPT_SECONDS = 4 * 86_400
VISIBILITY_SECONDS = 30
MOST_KEPT = 20_000
"""Messages that nobody takes are not kept for ever: beyond so many the oldest are dropped."""


@dataclass(slots=True)
class Message:
    """One message; `receipt` is that of the last delivery."""

    id: str
    body: str
    sent_at: float
    visible_at: float = 0.0
    receipt: str = ""
    deliveries: int = 0

    @property
    def digest(self) -> str:
        """`MD5OfBody`."""
        return md5(self.body.encode(), usedforsecurity=False).hexdigest()


class Queue:
    """The messages of one queue. Times are real time."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._messages: dict[str, Message] = {}

    def send(self, body: str, now: float) -> Message:
        """Adds a message."""
        made = Message(str(uuid4()), body, now)
        with self._lock:
            self._messages[made.id] = made
            while len(self._messages) > MOST_KEPT:
                del self._messages[next(iter(self._messages))]
        return made

    def receive(self, most: int, hidden_seconds: int, now: float) -> list[Message]:
        """Up to `most` messages that nobody works on; they stay out of sight for so long."""
        with self._lock:
            for old in [one.id for one in self._messages.values() if one.sent_at < now - KEPT_SECONDS]:
                del self._messages[old]
            found = [one for one in self._messages.values() if one.visible_at <= now][:most]
            for one in found:
                one.visible_at, one.deliveries = now + hidden_seconds, one.deliveries + 1
                one.receipt = f"{one.id}/{uuid4()}"
            return found

    def delete(self, receipt: str) -> bool:
        """Removes the message of a receipt, an old one too; False where the text is no receipt."""
        message_id, _, delivery = receipt.partition("/")
        with self._lock:
            self._messages.pop(message_id, None)
        return bool(delivery)

    def counts(self, now: float) -> tuple[int, int]:
        """(messages that wait, messages that somebody works on)."""
        with self._lock:
            waiting = sum(one.visible_at <= now for one in self._messages.values())
            return waiting, len(self._messages) - waiting
