"""Questions in plain language and their answers (CONTRACT.md section 4)."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from app.schemas.common import Answer, Body, PlainText
from app.schemas.plan import Plan, ResultColumn

Status = Literal["answered", "needs_clarification", "unsupported", "unavailable"]
Engine = Literal["model", "rules"]
MAX_QUESTION = 2000


def _said(value: str) -> str:
    if not value.strip():
        raise ValueError("must not be blank")
    return value


class Question(Body):
    """What a person asks; `conversation_id` of the answer before makes it a follow-up."""

    query: Annotated[PlainText, Field(min_length=1, max_length=MAX_QUESTION), AfterValidator(_said)]
    conversation_id: Annotated[PlainText, Field(min_length=1, max_length=64)] | None = None


class Chart(Answer):
    """How the rows are best drawn; `x` and `y` are columns."""

    type: Literal["bar", "line"]
    x: str
    y: str


class QuestionAnswer(Answer):
    """The answer. `interpretation` is the plan in words; every number in `answer` comes from the rows.

    `id` is what a thumb is given to. `suggestions`: questions that can be answered, where this one was not.
    """

    id: int
    status: Status
    answer: str
    interpretation: str
    plan: Plan | None
    columns: list[ResultColumn]
    rows: list[list[Any]]
    total: int | None
    truncated: bool
    as_of: str | None
    chart: Chart | None
    model: str
    engine: Engine
    conversation_id: str
    timings_ms: dict[str, float]
    suggestions: list[str]


class Feedback(Body):
    """Whether the answer was one to the question: 1 or -1; null takes it back."""

    thumb: Literal[1, -1] | None
    comment: Annotated[PlainText, Field(max_length=1000)] | None = None


class AiHealth(Answer):
    """The language model: `ok`, `loading`, or `unavailable` (the rules answer alone then)."""

    status: Literal["ok", "loading", "unavailable"]
    model: str | None
    latency_ms: float | None
