"""CloudTrail events of the WorkSpaces service, by LookupEvents: newest first, 50 a page, whole seconds."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from app.services.aws.batch import Batch
from app.services.aws.calls import Answer, Clients
from app.services.aws.errors import AwsError
from app.services.aws.scope import Scope
from app.services.events.record import EventRecord, parse
from app.services.events.windows import KEPT, MARGIN, Window

SOURCE = "workspaces.amazonaws.com"
PAGE = 50
_STALE_TOKEN = frozenset(("InvalidNextTokenException", "ExpiredNextTokenException"))


class _Listing:
    """One stretch of the trail, asked for until it brings nothing new."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.seen: set[str] = set()
        self.oldest: datetime | None = None

    def fresh(self, page: Answer) -> list[EventRecord]:
        """The events of a page that were not there before. One without a time cannot be placed and is left out."""
        read = (parse(item, self.scope.account_id, self.scope.region) for item in page.get("Events") or [] if item)
        found = {record.event_id: record for record in read if record is not None and record.event_id not in self.seen}
        self.seen.update(found)
        for record in found.values():
            self.oldest = record.event_time if self.oldest is None else min(self.oldest, record.event_time)
        return list(found.values())


class EventsCollector:
    """Every event of the WorkSpaces service in an account and Region that CloudTrail still holds."""

    kind = "events"
    actions = ("cloudtrail:LookupEvents",)
    after = ("workspaces", "tags")  # what it explains

    def collect(self, aws: Clients, scope: Scope) -> Batch[EventRecord]:
        """The whole of the 90 days at once; `read` gives a stretch, page by page."""
        now = datetime.now(UTC)
        batch: Batch[EventRecord] = Batch(scope)
        with batch.guard("LookupEvents"):
            for page in self.read(aws, scope, Window(now - KEPT, now, newest_first=True, is_open=True)):
                batch.rows += page
        return batch

    def read(self, aws: Clients, scope: Scope, window: Window) -> Iterator[list[EventRecord]]:
        """The events of a stretch, page by page, newest first, each once. Raises AwsError.

        When a listing ends, it is asked for again from its oldest event, until that brings nothing new: a page that
        lost its token would otherwise pass for the end, and a token that grew old for a failure.
        """
        listing = _Listing(scope)
        until = None if window.is_open else window.end + MARGIN
        while True:
            before = len(listing.seen)
            try:
                for page in self._pages(aws, scope, window.start - MARGIN, until):
                    yield listing.fresh(page)
            except AwsError as error:
                if error.code not in _STALE_TOKEN or len(listing.seen) == before:
                    raise
            if len(listing.seen) == before or listing.oldest is None or listing.oldest < window.start:
                return
            until = listing.oldest + timedelta(seconds=1)

    def _pages(self, aws: Clients, scope: Scope, start: datetime, until: datetime | None) -> Iterator[Answer]:
        end = {} if until is None else {"EndTime": until.replace(microsecond=0)}
        return aws.pages(
            "cloudtrail",
            "lookup_events",
            scope,
            LookupAttributes=[{"AttributeKey": "EventSource", "AttributeValue": SOURCE}],
            StartTime=start.replace(microsecond=0),
            MaxResults=PAGE,
            **end,
        )
