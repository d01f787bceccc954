"""What the language model proposes, and whether it is to be trusted."""

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from app.core.config import get_settings
from app.core.problems import Invalid
from app.schemas.plan import Plan
from app.services.nlq import notation
from app.services.nlq.checking import check
from app.services.nlq.drafting import Unclear
from app.services.nlq.engine import Away, Completion, engine
from app.services.nlq.grammar import grammar
from app.services.nlq.lexicon import DIMENSIONS
from app.services.nlq.prompt import coded, prompt
from app.services.nlq.reading import Reading, about_inventory
from app.services.nlq.slots import Slotted, filled, slotted, unused

log = logging.getLogger(__name__)
SURE_ENOUGH = 0.5
PLANNER_SURE = 0.9
"""Of the embedded planner: set on the `dev` part of the evaluation set."""
MAX_TOKENS = 200
_UNIT = re.compile(r"\[unit (\w+)\]")
DIVIDING = {
    concept: {*DIMENSIONS[concept].values(), *DIMENSIONS.get(f"{concept}_id", {}).values()}
    for concept in ("account", "region", "directory", "bundle", "compute", "os", "mode", "state", "charge")
}
"""The fields of the concepts whose words stand for nothing else."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """The model's plan where it is trusted; `reached` tells a model that had none from one that is away."""

    plan: Plan | None = None
    model: str = ""
    reached: bool = False
    why: str = "No language model is set up."


def propose(made: Reading, before: Plan | None, by_rules: Plan | Unclear | None) -> Proposal:
    """The plan of the model. What the rules surely understand needs none, and neither does what they ask back."""
    if isinstance(by_rules, Plan):
        return Proposal()
    chosen = engine()
    if chosen is None:
        return Proposal()
    question = slotted(made)
    if before is None and not about_inventory(made):
        return Proposal()
    if by_rules is not None and by_rules.ask is not None and not any(s.op == "dur" for s in question.slots.values()):
        return Proposal()
    ours = get_settings().ai_prompt == "planner"
    body = {
        "messages": [{"role": "user", "content": (coded if ours else prompt)(question, before)}],
        "grammar": grammar(question.slots, before),
        "max_tokens": MAX_TOKENS, "temperature": 0.0, "cache_prompt": True,
    }  # fmt: skip
    try:
        wrote = chosen.complete(body)
    except Away as away:
        return Proposal(why=str(away))
    return _weighed(wrote, made, question, before)


def _weighed(wrote: Completion, made: Reading, question: Slotted, before: Plan | None) -> Proposal:
    none = Proposal(model=wrote.model, reached=True)
    sure = PLANNER_SURE if get_settings().ai_prompt == "planner" else SURE_ENOUGH
    if wrote.confidence is not None and wrote.confidence < sure:
        return none
    earlier = notation.write(before) if before is not None else {}
    try:
        told = orjson.loads(wrote.content)
        if not isinstance(told, dict) or told.get("e") == "none" or _forgets(told, earlier):
            return none
        if made.unknown and not told.keys() & {"f", "g", "o"}:
            return none  # of a plan that narrows nothing the unknown words are no part
        complete, used = filled(told, question.slots, earlier)
        if unused(question.slots, used) or _unmentioned(made, question.code, complete):
            return none
        plan = notation.read(complete)
        check(plan)
    except (ValueError, KeyError, TypeError, IndexError, Invalid) as error:
        log.info("the model wrote no plan", extra={"error": type(error).__name__, "model": wrote.model})
        return none
    return Proposal(plan, wrote.model, reached=True)


def _unmentioned(made: Reading, code: str, told: Mapping[str, Any]) -> list[str]:
    """What the question is to be divided by or about, or which time it is of, and the plan says nothing of."""
    asked = [a.value for a in made.atoms if a.kind == "dim" and a.value in DIVIDING]
    said = orjson.dumps(told).decode()
    units = [u for u in _UNIT.findall(code) if f'"{u}"' not in said and not (u == "month" and "[this]" in code)]
    return [*units, *(c for c in asked if not any(f'"{name}"' in said for name in DIVIDING[c]))]


def _forgets(told: Mapping[str, Any], earlier: Mapping[str, Any]) -> bool:
    """Whether a follow-up would lose a limit or a condition on groups, whose numbers only its own question names."""
    return any(key in earlier and key not in told for key in ("h", "n"))
