"""Reading the audit log."""

from sqlalchemy import ColumnElement, Select, or_, select, tuple_
from sqlalchemy.orm import Session

from app.db import paging
from app.models.audit import AuditEntry, AuditLink
from app.schemas.audit import AuditAnswer, AuditQuery
from app.schemas.common import Page


def page(session: Session, query: AuditQuery) -> Page[AuditAnswer]:
    """The entries that match, newest first, one page."""
    matching = _matching(query)
    total, exact = paging.total(session, matching, exact=query.count == "exact")
    shown = matching.order_by(AuditEntry.at.desc(), AuditEntry.id.desc()).limit(query.limit + 1)
    if query.cursor is not None:
        last = select(AuditEntry.at, AuditEntry.id).where(AuditEntry.id == int(query.cursor)).scalar_subquery()
        shown = shown.where(tuple_(AuditEntry.at, AuditEntry.id) < last)
    else:
        shown = shown.offset(query.offset)
    rows = session.scalars(shown).all()
    more = len(rows) > query.limit
    links = select(AuditLink).where(AuditLink.entry_id.in_([row.id for row in rows]))
    chain = {link.entry_id: link for link in session.scalars(links)}
    return Page[AuditAnswer](
        items=[_answer(row, chain.get(row.id)) for row in rows[: query.limit]],
        total=total,
        total_exact=exact,
        limit=query.limit,
        offset=query.offset,
        next_cursor=str(rows[query.limit - 1].id) if more else None,
    )


def _answer(entry: AuditEntry, link: AuditLink | None) -> AuditAnswer:
    shown = AuditAnswer.model_validate(entry)
    return shown if link is None else shown.model_copy(update={"position": link.position, "hash": link.hash.hex()})


def _matching(query: AuditQuery) -> Select[AuditEntry]:
    wanted: list[ColumnElement[bool]] = []
    if query.q:
        columns = (AuditEntry.actor, AuditEntry.action, AuditEntry.target)
        wanted.append(or_(*(column.icontains(query.q, autoescape=True) for column in columns)))
    if query.actor:
        wanted.append(AuditEntry.actor.in_(query.actor))
    if query.action:
        wanted.append(or_(*(_action(word) for word in query.action)))
    if query.target:
        wanted.append(AuditEntry.target.in_(query.target))
    bounds = (
        (query.at_gte, AuditEntry.at.__ge__),
        (query.at_gt, AuditEntry.at.__gt__),
        (query.at_lt, AuditEntry.at.__lt__),
        (query.at_lte, AuditEntry.at.__le__),
    )
    wanted += [compare(moment) for moment, compare in bounds if moment is not None]
    return select(AuditEntry).where(*wanted)


def _action(word: str) -> ColumnElement[bool]:
    if word.endswith(".*"):
        return AuditEntry.action.startswith(word[:-1], autoescape=True)
    return AuditEntry.action == word
