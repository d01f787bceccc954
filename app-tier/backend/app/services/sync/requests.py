"""Whether what is asked to be synced exists, and is the asker's to sync."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.config import get_settings
from app.core.problems import FieldError, Forbidden, Invalid
from app.models.accounts import AwsAccount
from app.services.aws.collectors import COLLECTORS

NOT_YET = frozenset({"usage", "events", "costs", "prices"})


@dataclass(frozen=True, slots=True)
class Extent:
    """Collectors, accounts and Regions; None means all."""

    collectors: list[str] | None = None
    account_ids: list[str] | None = None
    regions: list[str] | None = None

    def overlaps(self, other: "Extent") -> bool:
        """Whether some account, Region and collector is in both."""
        pairs = (
            (self.collectors, other.collectors),
            (self.account_ids, other.account_ids),
            (self.regions, other.regions),
        )
        return all(a is None or b is None or not set(a).isdisjoint(b) for a, b in pairs)


def checked(session: Session, asked: Extent, scope: frozenset[str] | None = None) -> Extent:
    """What is asked, without repetition and within the caller's accounts.

    Raises Invalid naming each unknown member and the allowed ones, Forbidden for a caller without any account.
    """
    accounts = session.scalars(select(AwsAccount).where(AwsAccount.is_enabled)).all()
    known = sorted(a.account_id for a in accounts if a.account_id)
    regions = sorted(set(get_settings().regions).union(*(a.regions or () for a in accounts)))
    if scope is not None:
        known = [account_id for account_id in known if account_id in scope]
        if not known:
            raise Forbidden("No AWS account is within your scope, so there is nothing that you may sync.")
    errors = [
        *_unknown("collectors", asked.collectors, COLLECTORS),
        *_unknown("account_ids", asked.account_ids, known),
        *_unknown("regions", asked.regions, regions),
    ]
    if errors:
        raise Invalid(errors)
    account_ids = asked.account_ids if scope is None or asked.account_ids else known
    return Extent(_once(asked.collectors), _once(account_ids), _once(asked.regions))


def _unknown(field: str, values: list[str] | None, allowed: Iterable[str]) -> list[FieldError]:
    allowed = list(allowed)
    found = [value for value in values or [] if value not in allowed]
    if not found:
        return []
    if field == "collectors" and NOT_YET.issuperset(found):
        what = f"{', '.join(found)} cannot be synced by this version yet"
    else:
        what = (
            f"{', '.join(found)[:200]} is not known" if len(found) == 1 else f"{', '.join(found)[:200]} are not known"
        )
    return [FieldError(field, f"{what}; allowed: {', '.join(allowed) or 'none so far'}")]


def _once(values: list[str] | None) -> list[str] | None:
    return None if values is None else sorted(set(values))
