"""Questions in plain language."""

from fastapi import APIRouter

from app.api.dependencies import SessionDep, Viewer
from app.api.json import Json
from app.schemas.questions import AiHealth, Feedback, Question, QuestionAnswer
from app.services.nlq import asking, keeping
from app.services.nlq.engine import engine

router = APIRouter(prefix="/ai", tags=["questions"])


@router.post("/query", name="ask", response_model=QuestionAnswer)
def ask(viewer: Viewer, question: Question) -> Json:
    """A question answered from the data that the caller may see. It changes nothing, whatever it says."""
    return Json(asking.ask(viewer, question))


@router.get("/health", name="health")
def health(_: Viewer) -> AiHealth:
    """Whether the language model is there; without it the rules answer what they surely understand."""
    chosen = engine()
    status, model, latency_ms = chosen.ready() if chosen is not None else ("unavailable", None, None)
    return AiHealth.model_validate({"status": status, "model": model, "latency_ms": latency_ms})


@router.post("/queries/{query_id}/feedback", name="feedback", status_code=204)
def give_feedback(query_id: int, session: SessionDep, viewer: Viewer, feedback: Feedback) -> None:
    """Say whether an answer was one to the question that was asked."""
    keeping.rate(session, viewer, query_id, feedback)
