"""Examples for the training: coded questions and the plans that the model is to write.

`python -m planner.generate --count 100000 --seed 1 --out examples.jsonl`, with the product's backend importable.
What the product's own rules surely understand otherwise is left out: one of the two is wrong.
"""

import argparse
import json
import random
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.schemas.plan import Plan
from app.services.nlq import notation
from app.services.nlq.drafting import Unclear
from app.services.nlq.following import edit
from app.services.nlq.prompt import coded
from app.services.nlq.reading import Reading, read
from app.services.nlq.rules import plan_of
from app.services.nlq.slots import slotted

from planner.clauses import Sayer
from planner.followups import followed
from planner.linking import linked
from planner.questions import question
from planner.world import TODAY, wording, world

QUESTIONS_OF_ONE = 20
REFUSED, UNKNOWN, FOLLOWING = 0.07, 0.09, 0.13


def examples(count: int, seed: int) -> Iterator[dict[str, str]]:
    """That many different examples; the same for the same seed."""
    rng = random.Random(seed)
    seen: set[tuple[str, str]] = set()
    tried = 0
    while len(seen) < count:
        if tried % QUESTIONS_OF_ONE == 0:
            sayer = Sayer(rng, world(rng))
        tried += 1
        made = _example(sayer)
        if made is not None and made not in seen:
            seen.add(made)
            yield {"q": made[0], "a": made[1]}


def _example(sayer: Sayer) -> tuple[str, str] | None:
    kind = sayer.rng.random()
    if kind < REFUSED:
        reason = sayer.rng.choice(["scope", "scope", "change", "help"])
        text = sayer.rng.choice(wording("refusals")[reason][""]).format(
            w=sayer.rng.choice(["workspace", "machine", "desktops", "workspaces"]), r=sayer.value("region")[2]
        )
        return _none(sayer, text, reason)
    if kind < REFUSED + FOLLOWING:
        before, text, plan = followed(sayer)
        return _linked(sayer, _noisy(sayer, text), plan, notation.read(before))
    text, plan = question(sayer)
    if kind < REFUSED + FOLLOWING + UNKNOWN:
        return _none(sayer, f"{text} {_qualifier(sayer)}", "unclear")
    return _linked(sayer, _noisy(sayer, text), {key: value for key, value in plan.items() if value}, None)


def _qualifier(sayer: Sayer) -> str:
    """A condition that the inventory knows nothing of, half of the time in words that nobody knows."""
    if sayer.chance(0.5):
        return sayer.say("qualifier", "unknown")
    return sayer.say("qualifier", "strange", x=_strange(sayer), y=_strange(sayer))


def _strange(sayer: Sayer) -> str:
    syllables = (
        f"{sayer.rng.choice('bcdfghjklmnprstvw')}{sayer.rng.choice('aeiou')}{sayer.rng.choice(' nrstl')}"
        for _ in range(sayer.rng.randint(2, 3))
    )
    return "".join(syllables).replace(" ", "")


def _none(sayer: Sayer, text: str, reason: str) -> tuple[str, str]:
    made = slotted(read(_noisy(sayer, text), sayer.world.known, TODAY))
    return coded(made, None), json.dumps({"e": "none", "r": reason}, separators=(",", ":"))


def _linked(sayer: Sayer, text: str, plan: dict[str, Any], before: Plan | None) -> tuple[str, str] | None:
    reading = read(text, sayer.world.known, TODAY)
    made = slotted(reading)
    earlier = notation.write(before) if before is not None else None
    wanted = linked(plan, made.slots, earlier)
    if wanted is None:
        return None
    by_rules = _by_rules(reading, before)
    if by_rules is not None and by_rules != notation.text(notation.read(plan)):
        return None
    return coded(made, before), wanted


def _by_rules(reading: Reading, before: Plan | None) -> str | None:
    try:
        return notation.text(plan_of(reading) if before is None else edit(before, reading))
    except Unclear:
        return None


def _noisy(sayer: Sayer, text: str) -> str:
    """As people type: with something before or after it, in capitals, with a slip of the finger."""
    if sayer.chance(0.1):
        text = f"{sayer.say('filler', 'before')} {text}"
    if sayer.chance(0.08):
        text = f"{text} {sayer.say('filler', 'after')}"
    if sayer.chance(0.05):
        text = " ".join(
            _slipped(sayer, w) if len(w) > 3 and w.isalpha() and sayer.chance(0.3) else w for w in text.split()
        )
    return text.upper() if sayer.chance(0.02) else text


def _slipped(sayer: Sayer, word: str) -> str:
    at = sayer.rng.randrange(1, len(word) - 1)
    kind = sayer.rng.randrange(4)
    if kind == 0:
        return word[:at] + word[at + 1 :]
    if kind == 1:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind == 2:
        return word[:at] + word[at] + word[at:]
    return word[:at] + sayer.rng.choice(string.ascii_lowercase) + word[at + 1 :]


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    with arguments.out.open("w", encoding="utf-8") as file:
        for made in examples(arguments.count, arguments.seed):
            file.write(json.dumps(made, ensure_ascii=False, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
