"""A question answered: refused, or understood by the model or the rules, run in the caller's scope, told."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import orjson

from app.core.problems import Invalid
from app.db.session import reading, unit_of_work
from app.schemas.caller import Caller
from app.schemas.plan import Plan
from app.schemas.questions import Question
from app.services.nlq import answering, guarding, keeping, pacing, wording
from app.services.nlq.drafting import Unclear
from app.services.nlq.following import edit
from app.services.nlq.proposing import Proposal, propose
from app.services.nlq.reading import Reading, about_inventory, read
from app.services.nlq.rules import plan_of
from app.services.nlq.values import Visible
from app.services.query.run import run

RULES = "rules"


@dataclass(slots=True)
class Outcome:
    """What became of a question."""

    status: str
    answer: str
    engine: str = RULES
    model: str = RULES
    plan: Plan | None = None
    result: Mapping[str, Any] | None = None
    suggestions: tuple[str, ...] = ()
    timings: dict[str, float] = field(default_factory=dict)


class Watch:
    """Milliseconds of the steps of one question."""

    def __init__(self) -> None:
        self.began = self.last = time.perf_counter()
        self.taken: dict[str, float] = {}

    def lap(self, step: str) -> None:
        """The step that ends now."""
        now = time.perf_counter()
        self.taken[step] = round((now - self.last) * 1000, 2)
        self.last = now

    def total(self) -> dict[str, float]:
        """All steps, and the whole."""
        return {**self.taken, "total": round((time.perf_counter() - self.began) * 1000, 2)}


def ask(caller: Caller, question: Question) -> dict[str, Any]:
    """The answer, with the members of `schemas.questions.QuestionAnswer`. Raises TooMany."""
    watch = Watch()
    with reading() as connection:
        pacing.count(connection, caller)
    with unit_of_work() as session:
        conversation_id, before = keeping.conversation(session, caller, question.conversation_id)
    outcome = _outcome(caller, question.query, before, watch)
    plan = outcome.plan.model_dump(mode="json") if outcome.plan is not None else None
    timings = watch.total()
    result = outcome.result or {"columns": [], "rows": [], "total": None, "truncated": False, "as_of": None}
    kept = {
        "conversation_id": conversation_id,
        "question": question.query,
        "status": outcome.status,
        "engine": outcome.engine,
        "model": outcome.model,
        "plan": plan,
        "answer": outcome.answer,
        "total": result["total"],
        "timings_ms": timings,
    }
    return {
        "id": keeping.keep(caller, kept),
        **{
            name: kept[name]
            for name in ("conversation_id", "status", "engine", "model", "plan", "answer", "timings_ms")
        },
        "interpretation": wording.describe(outcome.plan) if outcome.plan is not None else "",
        **{name: result[name] for name in ("columns", "rows", "total", "truncated", "as_of")},
        "chart": answering.chart(outcome.plan, result) if outcome.plan is not None and outcome.result else None,
        "suggestions": list(outcome.suggestions),
    }


def _outcome(caller: Caller, question: str, before: Plan | None, watch: Watch) -> Outcome:
    refused = guarding.refusal(question)
    if refused is not None:
        return Outcome("unsupported", refused.sentence, suggestions=guarding.EXAMPLES)
    with reading() as connection:
        known = Visible(connection, caller.account_scope)
        made = read(question, known, datetime.now(UTC).date())
        watch.lap("reading")
        by_rules = by_the_rules(made, before)
        unclear = None if isinstance(by_rules, Plan) else _clarified(by_rules, made, known)
    watch.lap("rules")
    proposal = propose(made, before, by_rules)
    watch.lap("model")
    plan = proposal.plan or (by_rules if isinstance(by_rules, Plan) else None)
    if plan is None:
        return _without_plan(made, by_rules, unclear, proposal)
    try:
        with reading() as connection:
            result = orjson.loads(run(connection, plan, caller))
    except Invalid as error:
        return Outcome("needs_clarification", f"That cannot be asked of the data in this form: {error.detail}")
    watch.lap("query")
    who = _who(proposal.plan is not None, proposal)
    return Outcome("answered", answering.sentence(plan, result), *who, plan=plan, result=result)


def _who(by_model: bool, proposal: Proposal) -> tuple[str, str]:
    """Engine and model of an answer."""
    return ("model", proposal.model) if by_model else (RULES, RULES)


def by_the_rules(made: Reading, before: Plan | None) -> Plan | Unclear:
    """The plan of the rules, or why they have none."""
    try:
        return plan_of(made) if before is None else edit(before, made)
    except Unclear as unclear:
        return unclear


def _clarified(unclear: Unclear, made: Reading, known: Visible) -> str | None:
    """The question back to the person, where it is about the inventory at all."""
    if unclear.ask is not None:
        return unclear.ask
    if not about_inventory(made):
        return None
    if len(made.unknown) == 1:
        names = known.similar(made.unknown[0])
        if names:
            return f"Which user is '{made.unknown[0]}'? Similar: {', '.join(names)}."
    return f"I am not sure about '{unclear.about}' in that question. Say it in other words, or leave it out."


def _without_plan(made: Reading, unclear: Plan | Unclear, ask: str | None, proposal: Proposal) -> Outcome:
    who = _who(proposal.reached, proposal)
    if ask is not None and (proposal.reached or (isinstance(unclear, Unclear) and unclear.ask is not None)):
        return Outcome("needs_clarification", ask, *who, suggestions=guarding.EXAMPLES)
    if not about_inventory(made):
        said = f"{guarding.SENTENCES['scope']} {guarding.ASK_INSTEAD}"
        return Outcome("unsupported", said, *who, suggestions=guarding.EXAMPLES)
    why = f"{proposal.why} The rules answer what they surely understand."
    said = " ".join(filter(None, (why, ask, guarding.ASK_INSTEAD)))
    return Outcome("unavailable", said, suggestions=guarding.EXAMPLES)
