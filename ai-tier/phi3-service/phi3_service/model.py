"""What the queue needs of a model, and errors that a caller can do something about."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol


class BadGrammar(Exception):  # noqa: N818 - the caller's mistake, not ours
    """A grammar or a JSON schema that cannot be used."""


class TooLong(Exception):  # noqa: N818
    """A prompt that does not fit the context with the tokens asked for."""


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a chat."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Piece:
    """One token: its bytes (a character may be spread over several), and how probable the model found it."""

    data: bytes
    probability: float


@dataclass(slots=True)
class Run:
    """A generation that has begun: `cached` tokens of the prompt were evaluated before."""

    prompt: int
    cached: int
    pieces: Iterator[Piece]


class Model(Protocol):
    """A loaded model. Only the thread that owns it may call `start`."""

    @property
    def name(self) -> str:
        """What it calls itself."""

    @property
    def context(self) -> int:
        """Tokens that prompt and answer may have together."""

    def tokens_of_text(self, text: str) -> list[int]:
        """The tokens of a prompt; text that looks like a special token stays text."""

    def tokens_of_chat(self, messages: Sequence[Message]) -> list[int]:
        """The tokens of a chat by the model's own template; only the template's marks are special tokens."""

    def grammar(self, gbnf: str) -> object:
        """A grammar ready for `start`. Raises BadGrammar."""

    def schema(self, schema: str) -> object:
        """A grammar made of a JSON schema. Raises BadGrammar."""

    def start(self, tokens: Sequence[int], grammar: object | None, temperature: float, *, keep: bool) -> Run:
        """Evaluates the prompt and gives tokens one by one until its end; `keep` uses what is evaluated already."""
