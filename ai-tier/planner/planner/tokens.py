"""Tokens: atoms, slots and the words of the notation are one each; words that nobody knows are pieces, or bytes.

Cuts a text as llama.cpp does with a vocabulary of the kind `llama`: first at user-defined tokens, the longest ones
first, then by merging the neighbours with the best score. No blank is added in front.
"""

import itertools
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

BLANK = "\u2581"
UNKNOWN, CONTROL, USER, BYTE, NORMAL = 2, 3, 4, 6, 1
USER_TURN, END, ANSWER = "<|user|>", "<|end|>", "<|assistant|>"
CONTROLS = ("<s>", USER_TURN, END, ANSWER)
CHAT = "{% for m in messages %}<|user|>{{ m['content'] }}{% endfor %}<|assistant|>"
NUMBERED = 5
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789'-.,%$&/+<>=:"
_SLOT = re.compile(r"@[a-z]{2}\d+|@[bk]\d+")
_ATOM = re.compile(r"\[[a-z][^\[\]\"@]*\]")
_PIECE = re.compile(
    r"""\{"e":"\w+" | ,"[a-z]": | "\w+"\} | \["(?:[\w.]+)" | "(?:[\w.]+)" | ,"(?:=|!=|>|<|>=|<=)","
      | ,"(?:last|previous|this)",1, | ,"(?:last|previous|this)"," | ,"(?:null|known|desc|asc)"\]
      | ,"=",(?:true|false)\] | "\] | [\[\],}]""",
    re.VERBOSE,
)


class Tokenizer:
    """Numbers of tokens for a text, and the other way round."""

    def __init__(self, user: Sequence[str], merged: Sequence[str]) -> None:
        self.user, self.merged = list(user), list(merged)
        normal = [*LETTERS, BLANK, *merged]
        self.tokens = ["<unk>", *CONTROLS, *(f"<0x{n:02X}>" for n in range(256)), *user, *normal]
        self.kinds = [UNKNOWN, *[CONTROL] * len(CONTROLS), *[BYTE] * 256, *[USER] * len(user), *[NORMAL] * len(normal)]
        self.ids = {token: i for i, token in enumerate(self.tokens)}
        first = len(self.tokens) - len(normal)
        self.scores = [0.0] * first + [-float(i) for i in range(len(normal))]
        self._normal = {token: self.scores[first + i] for i, token in enumerate(normal)}
        self._cuts = sorted(user, key=lambda t: (-len(t.encode()), t))
        self._starts: dict[str, list[int]] = {}

    def encode(self, text: str) -> list[int]:
        """The tokens of a text; marks of control tokens in it are text."""
        parts: list[str | int] = [text]
        for token in self._cuts:
            if token in text:
                parts = [p for part in parts for p in (self._cut(part, token) if isinstance(part, str) else [part])]
        return [n for part in parts for n in ([part] if isinstance(part, int) else self._merge(part))]

    def _cut(self, text: str, token: str) -> list[str | int]:
        made: list[str | int] = []
        for i, piece in enumerate(text.split(token)):
            made += [self.ids[token]] if i else []
            made += [piece] if piece else []
        return made

    def _merge(self, text: str) -> list[int]:
        symbols = list(text.replace(" ", BLANK))
        while True:
            scores = [self._normal.get(a + b, -1e9) for a, b in itertools.pairwise(symbols)]
            if not scores or (best := max(scores)) <= -1e9:
                break
            at = scores.index(best)
            symbols[at : at + 2] = [symbols[at] + symbols[at + 1]]
        return [n for symbol in symbols for n in self._numbers(symbol)]

    def _numbers(self, symbol: str) -> list[int]:
        return [self.ids[symbol]] if symbol in self._normal else [self.ids[f"<0x{b:02X}>"] for b in symbol.encode()]

    def decode(self, numbers: Iterable[int]) -> str:
        """The text of tokens; control tokens have none."""
        made = bytearray()
        for n in numbers:
            if self.kinds[n] == BYTE:
                made.append(int(self.tokens[n][3:5], 16))
            elif self.kinds[n] != CONTROL:
                made += self.tokens[n].encode()
        return made.decode(errors="replace").replace(BLANK, " ")

    def save(self, path: Path) -> None:
        """Write it down as JSON."""
        path.write_text(json.dumps({"user": self.user, "merged": self.merged}, ensure_ascii=False, indent=0))

    @classmethod
    def load(cls, path: Path) -> "Tokenizer":
        """What `save` wrote."""
        return cls(**json.loads(path.read_text()))


def learnt(examples: Iterable[tuple[str, str]], merges: int, atoms: Iterable[str], names: Iterable[str]) -> Tokenizer:
    """Tokens for the examples: every atom and name there is, pieces of the notation, pieces of words."""
    user, words = Counter[str](), Counter[str]()
    for question, plan in examples:
        notation, _, code = question.rpartition("}") if question.startswith("{") else ("", "", question)
        for text in (notation, plan):
            user.update(_PIECE.findall(text))
        user.update(_SLOT.findall(question + plan))
        words.update(word for rest in _SLOT.split(_ATOM.sub("@aa0", code)) for word in _words(rest))
    kinds = {s.rstrip("0123456789") for s in user if _SLOT.fullmatch(s)}
    slots = {f"{kind}{n}" for kind in kinds for n in range(1, NUMBERED + 1)}
    chosen = {*atoms, *slots, *(f'"{name}"' for name in names), *(t for t, n in user.items() if n > 1)}
    return Tokenizer(sorted(chosen - {*LETTERS}), _merges(words, merges))


def _words(text: str) -> list[str]:
    return [BLANK + word for word in text.split(" ") if word]


def _merges(words: Counter[str], count: int) -> list[str]:
    """Byte-pair merges over the words, most frequent pair first, ties in the order of the alphabet."""
    split = {word: list(word) for word in words}
    made: list[str] = []
    while len(made) < count:
        pairs = Counter[tuple[str, str]]()
        for word, symbols in split.items():
            for pair in itertools.pairwise(symbols):
                pairs[pair] += words[word]
        if not pairs:
            break
        (left, right), often = min(pairs.items(), key=lambda item: (-item[1], item[0]))
        if often < 3:
            break
        made.append(left + right)
        for symbols in split.values():
            i = 0
            while i + 1 < len(symbols):
                if symbols[i] == left and symbols[i + 1] == right:
                    symbols[i : i + 2] = [left + right]
                i += 1
    return made
