"""What the language model proposes, and whether it is to be trusted."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass

import orjson

from app.core.problems import Invalid
from app.schemas.plan import Plan
from app.services.nlq import notation
from app.services.nlq.checking import check
from app.services.nlq.engine import Away, Completion, engine
from app.services.nlq.grammar import grammar
from app.services.nlq.prompt import prompt
from app.services.nlq.reading import Reading
from app.services.nlq.slots import Slot, filled, slotted, unused

log = logging.getLogger(__name__)
SURE_ENOUGH = 0.5
MAX_TOKENS = 200


@dataclass(frozen=True, slots=True)
class Proposal:
    """The model's plan where it is trusted; `reached` tells a model that had none from one that is away."""

    plan: Plan | None = None
    model: str = ""
    reached: bool = False
    why: str = "No language model is set up."


def propose(made: Reading, before: Plan | None, by_rules: Plan | None) -> Proposal:
    """The plan of the model. What the rules surely understand needs none: only the rest is asked."""
    if by_rules is not None:
        return Proposal()
    chosen = engine()
    if chosen is None:
        return Proposal()
    question = slotted(made)
    body = {
        "messages": [{"role": "user", "content": prompt(question.text, before)}],
        "grammar": grammar(question.slots, before),
        "max_tokens": MAX_TOKENS, "temperature": 0.0, "cache_prompt": True,
    }  # fmt: skip
    try:
        wrote = chosen.complete(body)
    except Away as away:
        return Proposal(why=str(away))
    return _weighed(wrote, question.slots)


def _weighed(wrote: Completion, slots: Mapping[str, Slot]) -> Proposal:
    none = Proposal(model=wrote.model, reached=True)
    if wrote.confidence is not None and wrote.confidence < SURE_ENOUGH:
        return none
    try:
        told = orjson.loads(wrote.content)
        if not isinstance(told, dict) or told.get("e") == "none":
            return none
        complete, used = filled(told, slots)
        if unused(slots, used):
            return none
        plan = notation.read(complete)
        check(plan)
    except (ValueError, KeyError, TypeError, IndexError, Invalid) as error:
        log.info("the model wrote no plan", extra={"error": type(error).__name__, "model": wrote.model})
        return none
    return Proposal(plan, wrote.model, reached=True)
