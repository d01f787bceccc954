"""The committed model: the file of its checksum, of the architecture and with the tokens that it is said to have."""

import hashlib
from pathlib import Path

import pytest

from planner.tokens import CHAT, END, Tokenizer
from tests import gguf_file

FOLDER = Path(__file__).parents[1]
FILE = FOLDER / "planner.gguf"
TOLD, TENSORS, BEGINS = gguf_file.read(FILE)
LARGEST = 8 * 2**20


def test_the_file_is_the_one_of_its_checksum_and_small() -> None:
    wanted, name = (FOLDER / "planner.sha256").read_text().split()
    assert name == FILE.name
    assert hashlib.sha256(FILE.read_bytes()).hexdigest() == wanted
    assert FILE.stat().st_size <= LARGEST


def test_it_says_what_llama_cpp_has_to_know_of_phi3() -> None:
    assert TOLD["general.architecture"] == "phi3"
    assert TOLD["phi3.rope.dimension_count"] * TOLD["phi3.attention.head_count"] == TOLD["phi3.embedding_length"]
    assert TOLD["phi3.rope.scaling.original_context_length"] == TOLD["phi3.context_length"] >= 512
    assert TOLD["tokenizer.chat_template"] == CHAT
    assert TOLD["tokenizer.ggml.add_bos_token"] is False


def test_every_tensor_is_there_in_its_shape_and_inside_the_file() -> None:
    width, forward, layers = (
        TOLD[f"phi3.{name}"] for name in ("embedding_length", "feed_forward_length", "block_count")
    )
    shapes = {"token_embd.weight": (width, len(TOLD["tokenizer.ggml.tokens"])), "output_norm.weight": (width,)}
    for i in range(layers):
        of = {"attn_norm": (width,), "ffn_norm": (width,), "attn_qkv": (width, 3 * width),
              "attn_output": (width, width), "ffn_up": (width, 2 * forward), "ffn_down": (forward, width)}  # fmt: skip
        shapes |= {f"blk.{i}.{name}.weight": shape for name, shape in of.items()}
    assert {name: shape for name, (shape, _, _) in TENSORS.items()} == shapes
    end = max(BEGINS + offset + gguf_file.size(shape, kind) for shape, kind, offset in TENSORS.values())
    assert FILE.stat().st_size >= end
    assert {kind for shape, kind, _ in TENSORS.values() if len(shape) > 1} == {gguf_file.Q8_0}


def test_its_tokens_are_those_of_the_tokenizer_and_no_two_are_alike() -> None:
    tokenizer = Tokenizer.load(FOLDER / "tokens.json")
    assert TOLD["tokenizer.ggml.tokens"] == tokenizer.tokens
    assert TOLD["tokenizer.ggml.token_type"] == tokenizer.kinds
    assert len(set(tokenizer.tokens)) == len(tokenizer.tokens)
    assert TOLD["tokenizer.ggml.eos_token_id"] == tokenizer.ids[END]


@pytest.mark.parametrize(
    "text",
    [
        "[head count][noun workspaces]@rg1 wobbly things, naïve 中文 <|end|> ",
        '{"e":"workspaces","m":["count"],"f":[["region","@b1"]],"g":["@k1"]}[conj and]@mo1',
        '{"e":"costs","m":[["sum","cost"]],"f":[["month","previous",1,"month"]],"o":[["sum_cost","desc"]],"n":"@nu1"}',
        "",
    ],
)
def test_a_text_survives_its_tokens_and_a_mark_in_it_stays_text(text: str) -> None:
    tokenizer = Tokenizer.load(FOLDER / "tokens.json")
    numbers = tokenizer.encode(text)
    assert tokenizer.decode(numbers) == text
    assert tokenizer.ids[END] not in numbers
