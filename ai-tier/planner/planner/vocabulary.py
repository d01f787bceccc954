"""What of the tokens is the product's own: every atom that its lexicon can give, every name that a plan can hold.

`python -m planner.vocabulary --examples FILE... --out tokens.json`, with the product's backend importable.
"""

import argparse
import json
from pathlib import Path

from app.services.catalog.model import NUMERIC_TYPES
from app.services.catalog.registry import DATASETS
from app.services.nlq.grammar import ASKED, known_fields
from app.services.nlq.lexicon import phrases
from app.services.nlq.slots import code_of, valued

from planner.tokens import learnt

MERGES = 500


def atoms() -> set[str]:
    """The code of every atom that has one and becomes no slot."""
    every = [atom for made in phrases().values() for atom in made]
    return {code_of(a) for a in every if a.kind not in ("stop", "unknown") and valued(a) is None}


def names() -> set[str]:
    """Fields, measures and the columns that they make."""
    made = {"count", "share", "distinct", "sum", "avg", "min", "max", "median", "tag"}
    for name in ASKED:
        dataset = DATASETS[name]
        fields = known_fields(dataset)
        made |= {
            *fields,
            *(f"{a}_{f}" for f in fields if dataset.fields[f].type in NUMERIC_TYPES for a in ("sum", "avg")),
        }
    return made


def main() -> None:
    """Write the tokens."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--examples", type=Path, nargs="+", required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    told = [json.loads(line) for path in arguments.examples for line in path.read_text(encoding="utf-8").splitlines()]
    learnt(((t["q"], t["a"]) for t in told), MERGES, atoms(), names()).save(arguments.out)


if __name__ == "__main__":
    main()
