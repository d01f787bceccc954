"""A model that says what a test tells it to, when the test lets it: behind the same interface as the engine."""

import threading
import time
from collections.abc import Iterator, Sequence

from phi3_service.model import BadGrammar, Message, Piece, Run


class Scripted:
    """Says `pieces`, each once `gate` is open. A word is a token."""

    name = "scripted"
    context = 64

    def __init__(self, *pieces: bytes, confidence: float = 0.9, pace: float = 0.0) -> None:
        self.pace = pace
        self.pieces, self.confidence = pieces or (b"{", b"}"), confidence
        self.gate, self.started = threading.Event(), threading.Event()
        self.gate.set()
        self.last: list[int] = []
        self.grammars: list[str] = []
        self.said = 0
        self.threads: set[str] = set()

    def tokens_of_text(self, text: str) -> list[int]:
        return [hash(word) % 1000 for word in text.split()]

    def tokens_of_chat(self, messages: Sequence[Message]) -> list[int]:
        return [t for m in messages for t in self.tokens_of_text(m.content)] + [1]

    def grammar(self, gbnf: str) -> object:
        if "::=" not in gbnf:
            raise BadGrammar("the grammar cannot be parsed")
        self.grammars.append(gbnf)
        return gbnf

    def schema(self, schema: str) -> object:
        if "type" not in schema:
            raise BadGrammar("the JSON schema cannot be used")
        self.grammars.append(schema)
        return schema

    def start(self, tokens: Sequence[int], grammar: object | None, temperature: float, *, keep: bool) -> Run:
        self.threads.add(threading.current_thread().name)
        cached = 0
        if keep:
            for mine, theirs in zip(tokens, self.last, strict=False):
                if mine != theirs:
                    break
                cached += 1
        self.last = list(tokens)
        return Run(len(tokens), min(cached, len(tokens) - 1), self._say())

    def _say(self) -> Iterator[Piece]:
        self.started.set()
        for piece in self.pieces:
            assert self.gate.wait(30)
            time.sleep(self.pace)
            self.said += 1
            yield Piece(piece, self.confidence)
