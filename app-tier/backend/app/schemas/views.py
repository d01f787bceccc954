"""Saved views."""

from typing import Annotated, Literal

from pydantic import Field

from app.schemas.common import Body, Paging, PlainText, UtcTime
from app.schemas.plan import FieldName, Plan

Density = Literal["comfortable", "compact"]
ViewName = Annotated[PlainText, Field(min_length=1, max_length=100)]
Columns = Annotated[list[FieldName], Field(max_length=100)]


class ViewsQuery(Paging):
    """Views of a dataset, or of all."""

    dataset: FieldName | None = None


class NewView(Body):
    """A view to save. `columns`: which are shown, in which order; none are the dataset's own."""

    name: ViewName
    plan: Plan
    columns: Columns = Field(default_factory=list)
    density: Density = "comfortable"
    is_shared: bool = False
    is_default: bool = False


class ViewChange(Body):
    """What is to be another; the rest stays."""

    name: ViewName | None = None
    plan: Plan | None = None
    columns: Columns | None = None
    density: Density | None = None
    is_shared: bool | None = None
    is_default: bool | None = None


class ViewAnswer(Body):
    """A view as the caller sees it: `is_default` is their own choice, `may_edit` whether they may change it."""

    id: int
    name: str
    dataset: str
    plan: Plan
    columns: list[str]
    density: Density
    is_shared: bool
    is_default: bool
    is_mine: bool
    may_edit: bool
    owner: str
    created_at: UtcTime
    updated_at: UtcTime
