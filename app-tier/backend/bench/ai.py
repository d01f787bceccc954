"""Questions in plain language: right plans, plausible wrong ones, refusals, and the time that a question takes."""

import argparse
import statistics
import time
from collections import defaultdict
from typing import Any

from app.schemas.plan import Plan
from app.services.nlq import guarding, notation
from app.services.nlq.asking import by_the_rules
from app.services.nlq.drafting import Unclear
from app.services.nlq.engine import engine
from app.services.nlq.following import edit
from app.services.nlq.proposing import propose
from app.services.nlq.reading import Reading, read
from app.services.nlq.rules import plan_of
from bench._questions import Case, cases, known

WRONG = 0.02
UNANSWERED = ("refused", "needs_clarification")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which part, and whether to show what went wrong (never of the test part while the rules are being worked on)."""
    parser.add_argument("--part", choices=("train", "dev", "test"), default="test", help="part of the set (test)")
    parser.add_argument("--show", action="store_true", help="show each question that was not answered rightly")


class Rules:
    """The rule parser as a function from a conversation to notation or to `refused`."""

    def __init__(self) -> None:
        self.known, self.today = known()

    def answer(self, case: Case) -> str:
        """The plan of the last question of the case, or why there is none."""
        plan: Plan | None = None
        for question in (*case.before, case.question):
            if guarding.refusal(question) is not None:
                return "refused"
            try:
                plan = self.understood(read(question, self.known, self.today), plan)
            except Unclear as unclear:
                return "refused" if unclear.ask is None else "needs_clarification"
        return "refused" if plan is None else notation.text(plan)

    def understood(self, reading: Reading, before: Plan | None) -> Plan:
        """The plan of a question. Raises Unclear."""
        return plan_of(reading) if before is None else edit(before, reading)


class Model(Rules):
    """The AI tier of AI_SERVICE_URL alone, without the rules."""

    def understood(self, reading: Reading, before: Plan | None) -> Plan:
        """The plan that the model gives and that is trusted. Raises Unclear."""
        proposal = propose(reading, before, None)
        if proposal.plan is None:
            raise Unclear(proposal.why)
        return proposal.plan


class Together(Rules):
    """As the product answers: the rules, and the model where they do not surely understand."""

    def understood(self, reading: Reading, before: Plan | None) -> Plan:
        """The plan that would be run. Raises Unclear."""
        by_rules = by_the_rules(reading, before)
        plan = propose(reading, before, by_rules).plan or by_rules
        if isinstance(plan, Unclear):
            raise plan
        return plan


def run(arguments: argparse.Namespace) -> dict[str, Any]:
    """The figures of the rules on one part of the set; where there is a model, its own and those of both together."""
    made = {"part": arguments.part, **_measured("rules", Rules(), arguments)}
    judged = "rules"
    if engine() is not None:
        made |= _measured("model", Model(), arguments)
        made |= _measured("together", Together(), arguments)
        judged = "together"
    made["target"] = f"{judged}: answered wrong <= {WRONG} over all, all that is to be refused refused"
    made["reached"] = made[f"{judged}_all_wrong"] <= WRONG and made.get(f"{judged}_refused_right", 1.0) == 1.0
    return made


def _measured(name: str, rules: Rules, arguments: argparse.Namespace) -> dict[str, Any]:
    told = cases(arguments.part)
    rules.answer(told[0])  # reads the lexicon
    tally: dict[str, dict[str, int]] = defaultdict(lambda: {"right": 0, "wrong": 0, "left": 0, "all": 0})
    took: list[float] = []
    for case in told:
        began = time.perf_counter()
        got = rules.answer(case)
        took.append((time.perf_counter() - began) * 1000 / (len(case.before) + 1))
        outcome = _outcome(case, got)
        for group in (case.group, "all"):
            tally[group][outcome] += 1
            tally[group]["all"] += 1
        if arguments.show and outcome != "right":
            said = " | ".join((*case.before, case.question))
            print(f"{name} {outcome:<6} {said}\n       {case.expected}\n       {got}")  # noqa: T201
    return {"questions": len(told), **_figures(name, tally), **_latency(name, took)}


def _outcome(case: Case, got: str) -> str:
    """`wrong`: a plan was given that is not the one of the question. `left`: there is one, and none was given."""
    if got == case.expected or (not case.answerable and got in UNANSWERED):
        return "right"
    return "left" if got in UNANSWERED else "wrong"


def _figures(name: str, tally: dict[str, dict[str, int]]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for group, counted in sorted(tally.items()):
        made[f"{name}_{group}_right"] = round(counted["right"] / counted["all"], 3)
        made[f"{name}_{group}_wrong"] = round(counted["wrong"] / counted["all"], 3)
    return made


def _latency(name: str, took: list[float]) -> dict[str, Any]:
    ordered = sorted(took)
    p95 = ordered[int(len(ordered) * 0.95)]
    return {f"{name}_p50_ms": round(statistics.median(ordered), 2), f"{name}_p95_ms": round(p95, 2)}
