"""The examples of the training: the same for the same seed, readable as plans, none of them from the evaluation set."""

import json
import random

from app.services.nlq import notation
from app.services.nlq.grammar import REASONS
from app.services.nlq.reading import read
from app.services.nlq.slots import filled, slotted

from planner.clauses import Sayer
from planner.generate import examples
from planner.linking import linked
from planner.questions import MAKERS
from planner.world import TODAY, world

SOME = 60


def test_the_same_seed_gives_the_same_examples_and_another_seed_others() -> None:
    first, again, other = (list(examples(SOME, seed)) for seed in (5, 5, 6))
    assert first == again
    assert first != other


def test_every_example_is_a_plan_or_a_reason_for_none() -> None:
    for example in examples(SOME, 7):
        plan = json.loads(example["a"])
        assert plan["e"] != "none" or plan["r"] in REASONS
        assert set(plan) <= {*notation.KEYS, "r"}


def test_what_the_model_is_to_write_reads_back_as_the_plan_that_was_meant() -> None:
    rng = random.Random(3)
    sayer = Sayer(rng, world(rng))
    met = 0
    for _, maker in MAKERS:
        for _ in range(6):
            text, plan = maker(sayer)
            plan = {key: value for key, value in plan.items() if value}
            slots = slotted(read(text, sayer.world.known, TODAY)).slots
            wanted = linked(plan, slots)
            if wanted is None:
                continue
            met += 1
            back, _ = filled(json.loads(wanted), slots)
            assert notation.text(notation.read(back)) == notation.text(notation.read(plan)), text
    assert met > 4 * len(MAKERS)


def test_a_plan_with_a_value_that_the_question_does_not_name_is_no_example() -> None:
    sayer = Sayer(random.Random(4), world(random.Random(4)))
    slots = slotted(read("machines in Ireland", sayer.world.known, TODAY)).slots
    assert linked({"e": "workspaces", "f": [["region", "=", "us-east-1"]]}, slots) is None
    assert linked({"e": "workspaces"}, slots) is None  # Ireland is left over
