"""The problem document of RFC 9457, for the documentation: the answers themselves are made in one place."""

from pydantic import BaseModel, Field


class FieldProblem(BaseModel):
    """One field of the input and what is wrong with it."""

    field: str
    message: str


class ProblemDocument(BaseModel):
    """What every answer from 400 on is."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    request_id: str
    errors: list[FieldProblem] | None = Field(None, description="Which fields, where it is about fields.")
