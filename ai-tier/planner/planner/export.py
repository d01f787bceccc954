"""A trained model as GGUF: `python -m planner.export --weights w.pt --tokens tokens.json --out planner.gguf`.

Matrices as q8_0, norms in full: what llama.cpp loads as `phi3`.
"""

import argparse
import hashlib
from pathlib import Path
from typing import Any

import gguf
import numpy as np
import torch
from gguf.quants import quantize

from planner.tokens import CHAT, END, Tokenizer

NAME = "WorkSpaces planner"
LICENCE = "ISC"


def write(weights: Path, tokenizer: Tokenizer, out: Path) -> str:
    """Write the file; gives its SHA-256 in hexadecimal."""
    told: dict[str, Any] = torch.load(weights, weights_only=True)
    shape = told["shape"]
    made = gguf.GGUFWriter(str(out), "phi3")
    made.add_name(NAME)
    made.add_license(LICENCE)
    made.add_file_type(gguf.LlamaFileType.MOSTLY_Q8_0)
    made.add_context_length(shape["context"])
    made.add_embedding_length(shape["width"])
    made.add_block_count(shape["layers"])
    made.add_feed_forward_length(shape["forward"])
    made.add_head_count(shape["heads"])
    made.add_head_count_kv(shape["heads"])
    made.add_layer_norm_rms_eps(shape["epsilon"])
    made.add_rope_dimension_count(shape["width"] // shape["heads"])
    made.add_rope_freq_base(shape["base"])
    made.add_rope_scaling_orig_ctx_len(shape["context"])
    _vocabulary(made, tokenizer)
    for name, weight in told["weights"].items():
        values = weight.numpy().astype(np.float32)
        if values.ndim == 1:
            made.add_tensor(name, values)
        else:
            kind = gguf.GGMLQuantizationType.Q8_0
            made.add_tensor(name, quantize(values, kind), raw_dtype=kind)
    made.write_header_to_file()
    made.write_kv_data_to_file()
    made.write_tensors_to_file()
    made.close()
    return hashlib.sha256(out.read_bytes()).hexdigest()


def _vocabulary(made: gguf.GGUFWriter, tokenizer: Tokenizer) -> None:
    made.add_tokenizer_model("llama")
    made.add_token_list([token.encode() for token in tokenizer.tokens])
    made.add_token_scores(tokenizer.scores)
    made.add_token_types(tokenizer.kinds)
    made.add_bos_token_id(tokenizer.ids["<s>"])
    made.add_eos_token_id(tokenizer.ids[END])
    made.add_unk_token_id(0)
    made.add_add_bos_token(False)
    made.add_add_space_prefix(False)
    made.add_chat_template(CHAT)


def main() -> None:
    """Write the file and print its checksum."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--tokens", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    print(write(arguments.weights, Tokenizer.load(arguments.tokens), arguments.out))  # noqa: T201


if __name__ == "__main__":
    main()
