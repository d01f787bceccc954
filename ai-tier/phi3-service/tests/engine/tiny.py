"""A model of Phi-3's architecture with random weights, small enough to be made for a test: it says nothing of sense."""

from pathlib import Path

import gguf
import numpy as np

WIDTH, LAYERS, HEADS, FORWARD, CONTEXT = 64, 2, 4, 128, 512
CONTROL = ("<|user|>", "<|end|>", "<|assistant|>", "<|system|>")


def vocabulary() -> tuple[list[bytes], list[float], list[int]]:
    """Tokens, scores and kinds: control tokens, bytes, printable characters."""
    kinds = gguf.TokenType
    tokens = [(b"<unk>", kinds.UNKNOWN), (b"<s>", kinds.CONTROL), (b"</s>", kinds.CONTROL)]
    tokens += [(name.encode(), kinds.CONTROL) for name in CONTROL]
    tokens += [(f"<0x{n:02X}>".encode(), kinds.BYTE) for n in range(256)]
    tokens += [(chr(n).encode(), kinds.NORMAL) for n in range(33, 127)] + [("\u2581".encode(), kinds.NORMAL)]
    return [t for t, _ in tokens], [-float(i) for i in range(len(tokens))], [int(k) for _, k in tokens]


def write(path: Path, seed: int = 1) -> None:
    """Write the model as GGUF."""
    tokens, scores, kinds = vocabulary()
    draw = np.random.default_rng(seed)
    made = gguf.GGUFWriter(str(path), "phi3")
    made.add_name("tiny")
    made.add_context_length(CONTEXT)
    made.add_embedding_length(WIDTH)
    made.add_block_count(LAYERS)
    made.add_feed_forward_length(FORWARD)
    made.add_head_count(HEADS)
    made.add_head_count_kv(HEADS)
    made.add_layer_norm_rms_eps(1e-5)
    made.add_rope_dimension_count(WIDTH // HEADS)
    made.add_rope_freq_base(10000.0)
    made.add_rope_scaling_orig_ctx_len(CONTEXT)
    made.add_tokenizer_model("llama")
    made.add_token_list(tokens)
    made.add_token_scores(scores)
    made.add_token_types(kinds)
    made.add_bos_token_id(1)
    made.add_eos_token_id(tokens.index(b"<|end|>"))
    made.add_unk_token_id(0)
    made.add_add_bos_token(False)
    made.add_add_space_prefix(False)

    def tensor(name: str, *shape: int) -> None:
        made.add_tensor(name, (draw.standard_normal(shape) * 0.2).astype(np.float32))

    tensor("token_embd.weight", len(tokens), WIDTH)
    made.add_tensor("output_norm.weight", np.ones(WIDTH, np.float32))
    for i in range(LAYERS):
        for norm in ("attn_norm", "ffn_norm"):
            made.add_tensor(f"blk.{i}.{norm}.weight", np.ones(WIDTH, np.float32))
        tensor(f"blk.{i}.attn_qkv.weight", 3 * WIDTH, WIDTH)
        tensor(f"blk.{i}.attn_output.weight", WIDTH, WIDTH)
        tensor(f"blk.{i}.ffn_up.weight", 2 * FORWARD, WIDTH)
        tensor(f"blk.{i}.ffn_down.weight", WIDTH, FORWARD)
    made.write_header_to_file()
    made.write_kv_data_to_file()
    made.write_tensors_to_file()
    made.close()
