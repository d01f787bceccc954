"""Saved views: plans that people come back to."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.api.dependencies import SessionDep, Viewer
from app.schemas.common import Page
from app.schemas.views import NewView, ViewAnswer, ViewChange, ViewsQuery
from app.services.views import views

router = APIRouter(prefix="/views", tags=["views"])


@router.get("", name="list")
def list_views(session: SessionDep, viewer: Viewer, query: Annotated[ViewsQuery, Query()]) -> Page[ViewAnswer]:
    """One's own views and those that others share, by name."""
    return views.page(session, viewer, query)


@router.post("", name="create", status_code=201)
def create_view(session: SessionDep, viewer: Viewer, new: NewView) -> ViewAnswer:
    """Save a view. What it shows is read anew each time, within the accounts that its reader may see."""
    return views.create(session, viewer, new)


@router.get("/{view_id}", name="read")
def read_view(session: SessionDep, viewer: Viewer, view_id: int) -> ViewAnswer:
    """One view."""
    return views.read(session, viewer, view_id)


@router.put("/{view_id}", name="update")
def update_view(session: SessionDep, viewer: Viewer, view_id: int, change: ViewChange) -> ViewAnswer:
    """Change the members that are given: of one's own views, or as an administrator of shared ones."""
    return views.change(session, viewer, view_id, change)


@router.delete("/{view_id}", name="delete", status_code=204)
def delete_view(session: SessionDep, viewer: Viewer, view_id: int) -> None:
    """Remove one's own view, or as an administrator a shared one."""
    views.remove(session, viewer, view_id)


@router.put("/{view_id}/default", name="choose")
def choose_view(session: SessionDep, viewer: Viewer, view_id: int) -> ViewAnswer:
    """Begin with it: the caller's own choice, one a dataset."""
    return views.choose(session, viewer, view_id)


@router.delete("/{view_id}/default", name="unchoose", status_code=204)
def unchoose_view(session: SessionDep, viewer: Viewer, view_id: int) -> None:
    """Begin without it."""
    views.unchoose(session, viewer, view_id)
