"""The training, on one core: `python -m planner.train --examples FILE... --tokens tokens.json --out DIR --minutes 35`.

The same seed, examples and number of steps give the same weights on the same machine. The files are read again after
a hundred steps, so that they may still grow; weights are written every minute, so that a run that is cut off is of use.
"""

import argparse
import json
import math
import random
import sys
import time
from dataclasses import asdict
from pathlib import Path

import torch
from torch.nn import functional

from planner.model import Planner, Shape
from planner.tokens import ANSWER, END, USER_TURN, Tokenizer

Example = tuple[list[int], int]
PEAK, FLOOR, WARM, BATCH, DROPOUT, AVERAGED = 3e-3, 1e-4, 100, 48, 0.05, 0.995


def prepared(paths: list[Path], tokenizer: Tokenizer, kept: dict[str, Example]) -> list[Example]:
    """Tokens of each example and where its plan begins; those that were seen before come from `kept`."""
    user, end, answer = (tokenizer.ids[name] for name in (USER_TURN, END, ANSWER))
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            if line in kept or not line.endswith('"}'):
                continue
            told = json.loads(line)
            question = [user, *tokenizer.encode(told["q"]), answer]
            kept[line] = ([*question, *tokenizer.encode(told["a"]), end], len(question))
    return [example for example in kept.values() if len(example[0]) <= 120]


def batches(examples: list[Example], rng: random.Random) -> list[list[Example]]:
    """A hundred batches of examples of about the same length, in a random order."""
    mixed = sorted(rng.sample(examples, min(len(examples), 100 * BATCH)), key=lambda e: len(e[0]) // 4)
    cut = [mixed[i : i + BATCH] for i in range(0, len(mixed), BATCH)]
    rng.shuffle(cut)
    return cut


def loss_of(model: Planner, batch: list[Example], dropout: float) -> torch.Tensor:
    """Cross-entropy of the plans' tokens alone."""
    longest = max(len(tokens) for tokens, _ in batch)
    told = torch.zeros(len(batch), longest, dtype=torch.long)
    asked = torch.zeros(len(batch), longest, dtype=torch.bool)
    for i, (tokens, start) in enumerate(batch):
        told[i, : len(tokens)] = torch.tensor(tokens)
        asked[i, start : len(tokens)] = True
    hidden = model.hidden(told[:, :-1], dropout)[asked[:, 1:]]
    return functional.cross_entropy(hidden @ model.token_embd.weight.T, told[:, 1:][asked[:, 1:]])


class Averaged:
    """A running average of the weights: it is what is kept."""

    def __init__(self, model: Planner) -> None:
        self.model, self.steps = model, 0
        self.weights = {name: w.detach().clone() for name, w in model.named_parameters()}

    def note(self) -> None:
        """After a step."""
        self.steps += 1
        share = 1 - min(AVERAGED, self.steps / (self.steps + 10))
        for name, weight in self.model.named_parameters():
            self.weights[name].lerp_(weight.detach(), share)

    def save(self, path: Path) -> None:
        """Write weights and shape at once: a reader finds the old file or the new one."""
        beside = path.with_suffix(".part")
        torch.save({"shape": asdict(self.model.shape), "weights": self.weights}, beside)
        beside.replace(path)


def train(  # noqa: PLR0917 - one call
    paths: list[Path], tokenizer: Tokenizer, out: Path, minutes: float, seed: int, begun: Path | None
) -> None:
    """Train for so many minutes of wall time, from random weights or from those of `begun`."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    rng = random.Random(seed)
    kept: dict[str, Example] = {}
    model = Planner(Shape(len(tokenizer.tokens)))
    peak = PEAK if begun is None else PEAK / 2
    if begun is not None:
        model.load_state_dict(torch.load(begun, weights_only=True)["weights"])
    average = Averaged(model)
    matrices = [w for w in model.parameters() if w.dim() == 2]
    gains = [w for w in model.parameters() if w.dim() < 2]
    optimizer = torch.optim.AdamW(
        [{"params": matrices, "weight_decay": 0.05}, {"params": gains, "weight_decay": 0.0}], betas=(0.9, 0.98)
    )
    began, written, step, told = time.monotonic(), 0.0, 0, 0.0
    while (spent := time.monotonic() - began) < minutes * 60:
        examples = prepared(paths, tokenizer, kept)
        for batch in batches(examples, rng):
            spent = time.monotonic() - began
            done = min(spent / (minutes * 60), 1.0)
            rate = min(step / WARM, 1.0) * (FLOOR + (peak - FLOOR) * 0.5 * (1 + math.cos(math.pi * done)))
            for group in optimizer.param_groups:
                group["lr"] = rate
            loss = loss_of(model, batch, DROPOUT)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            average.note()
            step, told = step + 1, 0.98 * told + 0.02 * loss.item()
            if spent - written > 60 or done >= 1:
                average.save(out)
                written = spent
                _say(f"{spent:.0f} s, {step} steps, {len(examples)} examples, loss {told / (1 - 0.98**step):.4f}")
            if done >= 1:
                return


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Train and write."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--examples", type=Path, nargs="+", required=True)
    parser.add_argument("--tokens", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True, help="file of the weights")
    parser.add_argument("--minutes", type=float, default=35)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--begun", type=Path, help="weights to go on from")
    arguments = parser.parse_args()
    train(
        arguments.examples,
        Tokenizer.load(arguments.tokens),
        arguments.out,
        arguments.minutes,
        arguments.seed,
        arguments.begun,
    )


if __name__ == "__main__":
    main()
