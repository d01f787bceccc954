"""What is known of a scope: when it was read whole, what time it is about, what looking cost, what is missing where."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.db.session import unit_of_work
from app.models.models import AwsAccount, Coverage
from app.services.aws.errors import AwsError, ErrorKind
from app.services.sync import coverage

SignIn = Callable[..., dict[str, str]]
HOME, REGION = "111111111111", "us-east-1"
NOW = datetime.now(UTC).replace(microsecond=0)
DENIED = ("GetMetricData", AwsError(ErrorKind.DENIED, "AccessDenied", "not allowed to call cloudwatch:GetMetricData"))


@pytest.fixture
def shown(client: TestClient, sign_in: SignIn) -> Callable[[str], dict[str, Any]]:
    with unit_of_work() as session:
        session.add(AwsAccount(kind="home", account_id=HOME, name="Home"))

    def item(collector: str) -> dict[str, Any]:
        items = client.get("/api/coverage", headers=sign_in("viewer")).json()["items"]
        return dict(next(item for item in items if item["collector"] == collector))

    return item


def record(collector: str, *errors: tuple[str, AwsError], read_some: bool = False, **options: Any) -> None:
    with unit_of_work() as session:
        place = (HOME, REGION, collector)
        options.setdefault("started_at", NOW)
        coverage.record(session, *place, errors=errors, read_some=read_some, **options)


def iso(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}.000Z"


def test_the_window_grows_backward_and_forward_and_stays_where_reading_failed(shown: Any) -> None:
    first, later = NOW - timedelta(days=400), NOW - timedelta(hours=3)
    record("usage", detail={"read_from": iso(first), "read_to": iso(later)})
    record("usage", detail={"read_from": iso(later), "read_to": iso(NOW)})
    assert (shown("usage")["covered_from"], shown("usage")["covered_to"]) == (iso(first), iso(NOW))
    record("usage", DENIED, detail={"read_from": iso(NOW), "read_to": iso(NOW + timedelta(hours=1))})
    assert (shown("usage")["covered_from"], shown("usage")["covered_to"]) == (iso(first), iso(NOW))


def test_requests_and_what_they_cost_are_told_for_the_last_look_and_for_the_month(shown: Any) -> None:
    record("usage", calls=7, throttled=2, detail={"cost_usd": 0.25})
    record("usage", calls=3, detail={"cost_usd": 0.5})
    item = shown("usage")
    assert (item["api_calls"], item["throttled"], item["cost_usd"]) == (3, 0, 0.5)
    assert (item["api_calls_this_month"], item["cost_usd_this_month"]) == (10, 0.75)
    with unit_of_work() as session:
        session.get_one(Coverage, (HOME, REGION, "usage")).month = (NOW - timedelta(days=40)).date().replace(day=1)
    assert shown("usage")["api_calls_this_month"] is None  # nothing was asked in this month yet
    record("usage", calls=1)
    assert (shown("usage")["api_calls_this_month"], shown("usage")["cost_usd_this_month"]) == (1, 0)


def test_what_was_never_looked_at_costs_nothing_that_is_known_and_says_what_is_missing(shown: Any) -> None:
    item = shown("metrics")
    assert (item["status"], item["api_calls"], item["cost_usd"], item["throttled"]) == ("never", None, None, None)
    assert "unknown, not 0" in item["meaning"]


def test_what_is_denied_says_as_of_when_the_pages_are(shown: Any) -> None:
    record("usage")
    assert shown("usage")["meaning"] is None
    record("usage", DENIED)
    item = shown("usage")
    assert (item["status"], item["last_good_at"]) == ("denied", iso(NOW))
    assert f"{NOW:%Y-%m-%d %H:%M} UTC" in item["meaning"]
    assert "modelled costs" in item["meaning"]
