"""Saved views: one's own, and those that others share. The owner changes a view; an administrator any shared one."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, Select, delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.core.problems import Conflict, FieldError, Forbidden, Invalid, NotFound, TooMany
from app.core.roles import Capability
from app.db.session import reading
from app.models.users import User
from app.models.views import DefaultView, SavedView
from app.schemas.caller import Caller
from app.schemas.common import Page
from app.schemas.plan import Plan
from app.schemas.views import NewView, ViewAnswer, ViewChange, ViewsQuery
from app.services.audit import trail
from app.services.query.fields import resolve
from app.services.query.question import question

MAX_ID = 2**31 - 1
MAX_VIEWS = 200
Found = Row[SavedView, str, bool]


def _visible(caller: Caller) -> Select[SavedView, str, bool]:
    mine = DefaultView.user_id == caller.user_id
    chosen = select(DefaultView.view_id).where(mine, DefaultView.view_id == SavedView.id).exists()
    views = select(SavedView, User.username, chosen.label("chosen")).join(User, User.id == SavedView.user_id)
    return views.where(or_(SavedView.user_id == caller.user_id, SavedView.is_shared))


def _may_edit(caller: Caller, view: SavedView) -> bool:
    return view.user_id == caller.user_id or (view.is_shared and caller.may(Capability.ADMIN))


def _answer(caller: Caller, found: Found) -> ViewAnswer:
    view, owner, is_default = found
    return ViewAnswer(
        plan=Plan.model_validate(view.plan),
        is_default=is_default,
        is_mine=view.user_id == caller.user_id,
        may_edit=_may_edit(caller, view),
        owner=owner,
        **{
            name: getattr(view, name)
            for name in ("id", "name", "dataset", "columns", "density", "is_shared", "created_at", "updated_at")
        },
    )


def page(session: Session, caller: Caller, query: ViewsQuery) -> Page[ViewAnswer]:
    """One's own and the shared views by name. Raises Invalid for a cursor of another list."""
    offset = query.offset
    if query.cursor is not None:
        if not (query.cursor.isascii() and query.cursor.isdecimal()) or len(query.cursor) > 7:
            raise Invalid([FieldError("cursor", "is not one that this list gave")])
        offset = int(query.cursor)
    visible = _visible(caller)
    if query.dataset is not None:
        visible = visible.where(SavedView.dataset == query.dataset)
    total = session.scalar(select(func.count()).select_from(visible.subquery())) or 0
    rows = session.execute(
        visible.order_by(func.lower(SavedView.name), SavedView.id).limit(query.limit).offset(offset)
    ).all()
    following = offset + len(rows)
    return Page[ViewAnswer](
        items=[_answer(caller, row) for row in rows],
        total=total,
        limit=query.limit,
        offset=offset,
        next_cursor=str(following) if following < total else None,
    )


def _find(session: Session, caller: Caller, view_id: int) -> Found:
    wanted = _visible(caller).where(SavedView.id == view_id)
    row = session.execute(wanted).one_or_none() if 0 < view_id <= MAX_ID else None
    if row is None:
        raise NotFound(f"There is no view {view_id}.")
    return row


def read(session: Session, caller: Caller, view_id: int) -> ViewAnswer:
    """One view. Raises NotFound, also for what somebody else keeps to themselves."""
    return _answer(caller, _find(session, caller, view_id))


def _check(caller: Caller, plan: Plan, columns: list[str]) -> None:
    """Only what can be asked is saved. Raises Invalid."""
    try:
        with reading() as connection:
            asked = question(connection, plan, caller.account_scope)
    except Invalid as error:
        raise Invalid([FieldError(f"plan.{e.field}", e.message) for e in error.errors]) from error
    known = {column.name for column in asked.columns}
    for index, name in enumerate(columns):
        if name not in known:
            resolve(asked.dataset, name, f"columns.{index}")


def _stored(plan: Plan) -> dict[str, Any]:
    return {**plan.model_dump(mode="json", exclude_unset=True), "dataset": plan.dataset}


def _name_is_free(session: Session, view: SavedView) -> None:
    same = (SavedView.user_id == view.user_id, SavedView.dataset == view.dataset)
    taken = select(SavedView.id).where(*same, func.lower(SavedView.name) == func.lower(view.name))
    if view.id is not None:
        taken = taken.where(SavedView.id != view.id)
    with session.no_autoflush:
        if session.scalar(taken) is not None:
            raise Conflict(f"There is a view '{view.name}' of {view.dataset} already.")


def create(session: Session, caller: Caller, new: NewView) -> ViewAnswer:
    """Save a view. Raises Invalid for what cannot be asked, Conflict for a name that is taken, TooMany."""
    _check(caller, new.plan, new.columns)
    mine = select(func.count()).select_from(SavedView).where(SavedView.user_id == caller.user_id)
    if (session.scalar(mine) or 0) >= MAX_VIEWS:
        raise TooMany(f"You have saved {MAX_VIEWS} views; remove one that is not needed any more.")
    view = SavedView(
        user_id=caller.user_id,
        dataset=new.plan.dataset,
        plan=_stored(new.plan),
        **new.model_dump(include={"name", "columns", "density", "is_shared"}),
    )
    _name_is_free(session, view)
    session.add(view)
    session.flush()
    if new.is_default:
        choose(session, caller, view.id)
    trail.record(session, caller, "view.create", f"view {view.id}", _told(view))
    return read(session, caller, view.id)


def change(session: Session, caller: Caller, view_id: int, wanted: ViewChange) -> ViewAnswer:
    """Change the members that are given. Raises NotFound, Forbidden, Invalid, Conflict."""
    view = _find(session, caller, view_id)[0]
    given = {k: v for k, v in wanted.model_dump(exclude={"plan"}, exclude_unset=True).items() if v is not None}
    is_default = given.pop("is_default", None)
    if given or wanted.plan is not None:
        _editable(caller, view)
        before = _told(view)
        _apply(session, caller, view, wanted.plan, given)
        trail.record(session, caller, "view.update", f"view {view.id}", trail.changes(before, _told(view)))
    if is_default is not None:
        (choose if is_default else unchoose)(session, caller, view_id)
    session.flush()
    return read(session, caller, view_id)


def _apply(session: Session, caller: Caller, view: SavedView, plan: Plan | None, given: dict[str, Any]) -> None:
    columns = given.get("columns", view.columns)
    if plan is not None or "columns" in given:
        _check(caller, plan or Plan.model_validate(view.plan), columns)
    if plan is not None:
        if plan.dataset != view.dataset:
            raise Invalid([FieldError("plan.dataset", f"a view stays one of {view.dataset}; save another")])
        view.plan = _stored(plan)
    for name, value in given.items():
        setattr(view, name, value)
    if "name" in given:
        _name_is_free(session, view)
    if given.get("is_shared") is False:
        others = (DefaultView.view_id == view.id, DefaultView.user_id != view.user_id)
        session.execute(delete(DefaultView).where(*others))
    view.updated_at = datetime.now(UTC)


def _editable(caller: Caller, view: SavedView) -> None:
    if not _may_edit(caller, view):
        raise Forbidden("This view belongs to somebody else. Save it under your own name to change it.")


def _told(view: SavedView) -> dict[str, Any]:
    return {name: getattr(view, name) for name in ("name", "dataset", "plan", "columns", "density", "is_shared")}


def remove(session: Session, caller: Caller, view_id: int) -> None:
    """Remove a view. Raises NotFound, Forbidden."""
    view = _find(session, caller, view_id)[0]
    _editable(caller, view)
    session.delete(view)
    trail.record(session, caller, "view.delete", f"view {view_id}", _told(view))


def choose(session: Session, caller: Caller, view_id: int) -> ViewAnswer:
    """Make it the one that the caller's page of its dataset begins with. Raises NotFound."""
    view = _find(session, caller, view_id)[0]
    chosen = insert(DefaultView).values(user_id=caller.user_id, dataset=view.dataset, view_id=view.id)
    key = (DefaultView.user_id, DefaultView.dataset)
    session.execute(chosen.on_conflict_do_update(index_elements=key, set_={"view_id": view.id}))
    return read(session, caller, view_id)


def unchoose(session: Session, caller: Caller, view_id: int) -> None:
    """Let the caller's page begin with no view, if it is this one. Raises NotFound."""
    view = _find(session, caller, view_id)[0]
    mine = (DefaultView.user_id == caller.user_id, DefaultView.view_id == view.id)
    session.execute(delete(DefaultView).where(*mine))
