"""The model on llama.cpp."""

import ctypes
import hashlib
import logging
import math
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import llama_cpp
import numpy as np
from jinja2 import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from llama_cpp import Llama, LlamaGrammar

from phi3_service.model import BadGrammar, Message, Piece, Run

log = logging.getLogger(__name__)
MAGIC = b"GGUF"
BLOCK = 1 << 20
PHI3 = (
    "{% for m in messages %}{{ '<|' + m['role'] + '|>\\n' + m['content'] + '<|end|>\\n' }}{% endfor %}"
    "{{ '<|assistant|>\\n' }}"
)


class Unusable(Exception):  # noqa: N818
    """A model file that cannot be loaded. The sentence says why."""


def check(path: Path, sha256: str | None) -> None:
    """Raises Unusable where the file is missing, no GGUF, or not the one whose checksum is given."""
    try:
        with path.open("rb") as file:
            if file.read(4) != MAGIC:
                raise Unusable(f"{path.name} is no GGUF file")
            if sha256 is None:
                return
            file.seek(0)
            digest = hashlib.sha256()
            while block := file.read(BLOCK):
                digest.update(block)
    except OSError as error:
        raise Unusable(f"{path.name} cannot be read: {error.strerror}") from error
    if digest.hexdigest() != sha256:
        raise Unusable(f"{path.name} is not the expected file: its SHA-256 is {digest.hexdigest()}")


class LlamaModel:
    """One model in memory. Raises Unusable where llama.cpp does not load it."""

    def __init__(self, path: Path, context: int, threads: int, name: str | None = None) -> None:
        try:
            self._llama = Llama(str(path), n_ctx=context, n_threads=threads, n_threads_batch=threads, verbose=False)
        except (ValueError, OSError, RuntimeError) as error:
            raise Unusable(f"{path.name} cannot be loaded: {error}") from error
        metadata: dict[str, str] = self._llama.metadata
        self.name = name or metadata.get("general.name") or path.stem
        self.context = int(self._llama.n_ctx())
        self._vocabulary = self._llama.n_vocab()
        self._bos = metadata.get("tokenizer.ggml.add_bos_token", "true").lower() == "true"
        environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True)
        self._template = environment.from_string(metadata.get("tokenizer.chat_template") or PHI3)

    def tokens_of_text(self, text: str) -> list[int]:
        """The tokens of a prompt; text that looks like a special token stays text."""
        return self._plain(text, bos=self._bos)

    def tokens_of_chat(self, messages: Sequence[Message]) -> list[int]:
        """The tokens of a chat by the model's own template; only the template's marks are special tokens."""
        marks = {f"\ue000{i}\ue001": m.content for i, m in enumerate(messages)}
        turns = [{"role": m.role, "content": mark} for mark, m in zip(marks, messages, strict=True)]
        try:
            laid_out = self._template.render(
                messages=turns, add_generation_prompt=True, bos_token="", eos_token="", raise_exception=_refuse
            )
        except TemplateError as error:
            raise BadGrammar(f"the model's template refuses these messages: {error}") from error
        tokens = self._plain("", bos=True) if self._bos else []
        for i, (mark, content) in enumerate(marks.items()):
            before, found, laid_out = laid_out.partition(mark)
            if not found:
                raise BadGrammar(f"the model's template has no place for messages.{i}")
            tokens += self._special(before) + self._plain(content, bos=False)
        return tokens + self._special(laid_out)

    def _plain(self, text: str, *, bos: bool) -> list[int]:
        return list(self._llama.tokenize(text.encode("utf-8", "replace"), add_bos=bos, special=False))

    def _special(self, text: str) -> list[int]:
        return list(self._llama.tokenize(text.encode(), add_bos=False, special=True)) if text else []

    def grammar(self, gbnf: str) -> LlamaGrammar:
        """The grammar, parsed once to see that it can be. Raises BadGrammar."""
        made = LlamaGrammar.from_string(gbnf, verbose=False)
        vocabulary = self._llama._model.vocab
        sampler = llama_cpp.llama_sampler_init_grammar(vocabulary, gbnf.encode(), b"root")
        if not sampler:
            raise BadGrammar("the grammar cannot be parsed")
        llama_cpp.llama_sampler_free(sampler)
        return made

    def schema(self, schema: str) -> LlamaGrammar:
        """The grammar of a JSON schema. Raises BadGrammar."""
        try:
            made = LlamaGrammar.from_json_schema(schema, verbose=False)
        except Exception as error:
            raise BadGrammar(f"the JSON schema cannot be used: {error}") from error
        return self.grammar(made._grammar)

    def start(self, tokens: Sequence[int], grammar: Any, temperature: float, *, keep: bool) -> Run:
        """Tokens one by one; what the last prompt has in common with this one is not evaluated again."""
        if not keep:
            self._llama.reset()
            self._llama._ctx.kv_cache_clear()
        before = self._llama.input_ids[: self._llama.n_tokens]
        cached = 0
        for mine, theirs in zip(tokens, before, strict=False):
            if mine != theirs:
                break
            cached += 1
        cached = min(cached, len(tokens) - 1)
        return Run(len(tokens), cached, self._pieces(tokens, grammar, temperature))

    def _pieces(self, tokens: Sequence[int], grammar: Any, temperature: float) -> Iterator[Piece]:
        made = self._llama.generate(
            tokens,
            temp=temperature,
            top_k=40 if temperature else 1,
            top_p=1.0,
            min_p=0.0,
            repeat_penalty=1.0,
            grammar=grammar,
        )
        model = self._llama._model
        for token in made:
            if llama_cpp.llama_vocab_is_eog(model.vocab, token):
                return
            yield Piece(self._bytes(token), self._probability(token))

    def _bytes(self, token: int) -> bytes:
        room = ctypes.create_string_buffer(256)
        vocabulary = self._llama._model.vocab
        size = llama_cpp.llama_token_to_piece(vocabulary, token, room, len(room), 0, False)
        return room.raw[: max(size, 0)]

    def _probability(self, token: int) -> float:
        """Of a token, by the logits that it was taken from, before the grammar had its say."""
        found = self._llama._ctx.get_logits_ith(-1)
        logits = np.ctypeslib.as_array(ctypes.cast(found, ctypes.POINTER(ctypes.c_float)), shape=(self._vocabulary,))
        highest = float(logits.max())
        return math.exp(float(logits[token]) - highest) / float(np.exp(logits - highest).sum())


def _refuse(message: str) -> None:
    raise TemplateError(message)


def load(path: Path, sha256: str | None, context: int, threads: int, name: str | None) -> LlamaModel:
    """The checked and loaded model, warmed up. Raises Unusable."""
    began = time.monotonic()
    check(path, sha256)
    made = LlamaModel(path, context, threads, name)
    for _ in made.start(made.tokens_of_chat([Message("user", "ready")]), None, 0.0, keep=False).pieces:
        break
    log.info("model %s ready after %.1f s", made.name, time.monotonic() - began)
    return made
