"""Phi-3's architecture, small: RMS norms, rotary attention, a gated feed-forward, embeddings tied to the output."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional


@dataclass(frozen=True)
class Shape:
    """Sizes of a model; `context` in tokens."""

    vocabulary: int
    width: int = 192
    layers: int = 4
    heads: int = 6
    forward: int = 512
    context: int = 512
    base: float = 10000.0
    epsilon: float = 1e-5


class Block(nn.Module):
    """Attention and feed-forward, each behind a norm and added to what came in."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.heads, width = shape.heads, shape.width
        self.attn_norm = nn.RMSNorm(width, shape.epsilon)
        self.attn_qkv = nn.Linear(width, 3 * width, bias=False)
        self.attn_output = nn.Linear(width, width, bias=False)
        self.ffn_norm = nn.RMSNorm(width, shape.epsilon)
        self.ffn_up = nn.Linear(width, 2 * shape.forward, bias=False)
        self.ffn_down = nn.Linear(shape.forward, width, bias=False)

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor, dropout: float) -> Tensor:
        """`x`: batch, tokens, width."""
        batch, length, width = x.shape
        made = self.attn_qkv(self.attn_norm(x)).view(batch, length, 3, self.heads, width // self.heads)
        q, k, v = made.permute(2, 0, 3, 1, 4)
        mixed = functional.scaled_dot_product_attention(_turned(q, cos, sin), _turned(k, cos, sin), v, is_causal=True)
        x = x + functional.dropout(
            self.attn_output(mixed.transpose(1, 2).reshape(batch, length, width)), dropout, self.training
        )
        gate, up = self.ffn_up(self.ffn_norm(x)).chunk(2, dim=-1)
        return x + functional.dropout(self.ffn_down(functional.silu(gate) * up), dropout, self.training)


def _turned(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Rotary positions in halves, as GPT-NeoX has them."""
    low, high = x.chunk(2, dim=-1)
    return torch.cat((low * cos - high * sin, high * cos + low * sin), dim=-1)


class Planner(nn.Module):
    """The whole model."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.token_embd = nn.Embedding(shape.vocabulary, shape.width)
        self.blk = nn.ModuleList(Block(shape) for _ in range(shape.layers))
        self.output_norm = nn.RMSNorm(shape.width, shape.epsilon)
        half = shape.width // shape.heads // 2
        angles = torch.outer(torch.arange(shape.context), shape.base ** (-torch.arange(half) / half))
        self.register_buffer("cos", angles.cos(), persistent=False)
        self.register_buffer("sin", angles.sin(), persistent=False)
        for name, weight in self.named_parameters():
            if weight.dim() == 2:
                deep = name.endswith(("attn_output.weight", "ffn_down.weight"))
                nn.init.normal_(
                    weight, std=0.02 / (2 * shape.layers) ** 0.5 if deep else 0.02 if "embd" in name else 0.04
                )

    def hidden(self, tokens: Tensor, dropout: float = 0.0) -> Tensor:
        """What the last norm gives for tokens: batch, length, width."""
        x = self.token_embd(tokens)
        length = tokens.shape[1]
        for block in self.blk:
            x = block(x, self.cos[:length], self.sin[:length], dropout)
        return self.output_norm(x)

    def forward(self, tokens: Tensor) -> Tensor:
        """Logits: batch, length, vocabulary."""
        return self.hidden(tokens) @ self.token_embd.weight.T
