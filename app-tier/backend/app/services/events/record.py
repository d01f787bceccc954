"""One CloudTrail event as it is stored. Nothing in a record makes the reading fail: what is not understood is None."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import orjson

from app.services.aws.values import storable
from app.services.events.content import MAX_TEXT, bounded, loads
from app.services.events.identity import Actor, actor
from app.services.events.touched import Touch, touched

FIRST_YEAR, LAST_YEAR = 2006, 2100
MAX_NAME = 256  # what is indexed has to fit into a page of the index
# the name under which this product's own calls appear in the trail (services/aws/access.py)
OWN_AGENT = "workspaces-inventory/"


@dataclass(frozen=True, slots=True)
class EventRecord:
    """One event; names are those of the `events` table, times aware UTC."""

    event_id: str
    event_time: datetime
    account_id: str
    region: str
    event_name: str | None
    username: str | None
    user_type: str | None
    user_arn: str | None
    invoked_by: str | None
    source_ip: str | None
    user_agent: str | None
    error_code: str | None
    error_message: str | None
    read_only: bool | None
    request_parameters: Any
    response_elements: Any
    touches: tuple[Touch, ...]


def text(value: object, limit: int = MAX_TEXT) -> str | None:
    """Text as it can be stored, cut at the limit; None for anything else."""
    return str(storable(value[:limit])) if isinstance(value, str) and value else None


def _name(value: object) -> str | None:
    return text(value, MAX_NAME)


def _id(value: object) -> str | None:
    return str(storable(value)) if isinstance(value, str) and 0 < len(value) <= MAX_NAME else None


def time_of(value: object) -> datetime | None:
    """An ISO 8601 text or a time as aware UTC; None for what is none, or out of all reason."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if not isinstance(value, datetime) or not FIRST_YEAR <= value.year <= LAST_YEAR:
        return None
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _truth(value: object) -> bool | None:
    """`readOnly` is true or false in the payload, and text beside it."""
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(value.lower()) if isinstance(value, str) else None


def _account(value: object) -> str | None:
    return value if isinstance(value, str) and len(value) == 12 and value.isascii() and value.isdigit() else None


def _made_up_id(item: Mapping[str, Any]) -> str:
    """The same name for the same event, where CloudTrail gave none."""
    return "unnamed-" + sha256(orjson.dumps(bounded(dict(item)), option=orjson.OPT_SORT_KEYS)).hexdigest()[:32]


def _touches(name: str | None, payload: dict[str, Any], item: Mapping[str, Any], refused: bool) -> tuple[Touch, ...]:
    return touched(
        name,
        payload.get("requestParameters"),
        payload.get("responseElements"),
        payload.get("resources"),
        item.get("Resources"),
        refused=refused,
    )


def parse(item: Mapping[str, Any], account_id: str, region: str) -> EventRecord | None:
    """The record of one item of LookupEvents, read in an account and Region; None only where it has no time.

    The payload (`CloudTrailEvent`, JSON in lowerCamelCase) has the word; what it does not tell comes from beside it.
    The product's own reads are kept without their WorkSpaces: at every sync they ask for all of them.
    """
    found = loads(item.get("CloudTrailEvent"))
    payload: dict[str, Any] = found if isinstance(found, dict) else {}
    at = time_of(payload.get("eventTime")) or time_of(item.get("EventTime"))
    if at is None:
        return None
    name = _name(payload.get("eventName")) or _name(item.get("EventName"))
    who: Actor = actor(payload.get("userIdentity"), item.get("Username"))
    agent, error_code = text(payload.get("userAgent")), _name(payload.get("errorCode"))
    read_only = _truth(payload.get("readOnly"))
    read_only = _truth(item.get("ReadOnly")) if read_only is None else read_only
    polled = bool(read_only) and agent is not None and OWN_AGENT in agent
    return EventRecord(
        event_id=_id(payload.get("eventID")) or _id(item.get("EventId")) or _made_up_id(item),
        event_time=at,
        account_id=_account(payload.get("recipientAccountId")) or account_id,
        region=_id(payload.get("awsRegion")) or region,
        event_name=name,
        username=_name(who.username),
        user_type=text(who.user_type),
        user_arn=text(who.user_arn),
        invoked_by=text(who.invoked_by),
        source_ip=_name(payload.get("sourceIPAddress")),
        user_agent=agent,
        error_code=error_code,
        error_message=text(payload.get("errorMessage")),
        read_only=read_only,
        request_parameters=bounded(payload.get("requestParameters")),
        response_elements=bounded(payload.get("responseElements")),
        touches=() if polled else _touches(name, payload, item, error_code is not None),
    )
