"""Old entries of the audit log forgotten as a setting says: in the order of the chain, and accounted for in it."""

from datetime import datetime
from itertools import takewhile

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.models.audit import AuditEntry, AuditLink
from app.services.audit import trail

AT_ONCE = 5000
ACTION = "audit.forget"


def forget_before(session: Session, moment: datetime) -> int:
    """Delete some of the entries older than `moment`, none that stands behind a younger one in the chain; how many.

    An entry says up to which place, and its hash: the chain is verified from there on. The database refuses what is
    younger than 90 days.
    """
    chain = select(AuditLink.position, AuditLink.hash, AuditLink.entry_id, AuditEntry.at)
    oldest = chain.join(AuditEntry, AuditEntry.id == AuditLink.entry_id).order_by(AuditLink.position)
    first = session.execute(oldest.limit(1)).one_or_none()
    if first is None or first.at >= moment:
        return 0
    old = list(takewhile(lambda link: link.at < moment, session.execute(oldest.limit(AT_ONCE))))
    last = old[-1]
    detail = {"through": last.position, "hash": last.hash.hex(), "entries": len(old), "before": moment.isoformat()}
    trail.record(session, "system", ACTION, "audit log", detail)
    session.flush()
    session.execute(delete(AuditEntry).where(AuditEntry.id.in_([link.entry_id for link in old])))
    return len(old)
