"""The steps of a run: what is told of them, and what a refusal by CloudWatch does."""

from collections.abc import Iterator
from typing import Any

import pytest

from app.services.aws.collectors.metric_data import Reading, fetch, query
from app.services.aws.collectors.usage import UsageCollector
from app.services.aws.errors import AwsError, ErrorKind
from app.services.aws.scope import Scope
from app.services.usage.clock import moment
from tests.usage.conftest import Estate
from tests.usage.test_reading import rows

PLACE = Scope("111111111111", "us-east-1")


class Answers:
    """The AWS of a test: pages as given, an exception among them raised."""

    def __init__(self, *pages: Any) -> None:
        self.given = pages
        self.asked: list[dict[str, Any]] = []

    def pages(self, service: str, operation: str, scope: Scope, **kwargs: Any) -> Iterator[dict[str, Any]]:
        self.asked.append(kwargs)
        for page in self.given:
            if isinstance(page, Exception):
                raise page
            yield {"MetricDataResults": page, "Messages": []}


def result(number: int, status: str, hours: tuple[int, ...] = (), value: float = 1) -> dict[str, Any]:
    times = [moment(hour) for hour in hours]
    return {"Id": f"m{number}", "StatusCode": status, "Timestamps": times, "Values": [value] * len(times)}


def read(*pages: Any, ids: tuple[str, ...] = ("ws-a", "ws-b"), end: int = 110) -> list[Reading[Any]]:
    aws: Any = Answers(*pages)
    return list(UsageCollector().read(aws, PLACE, dict.fromkeys(ids, 100), end))


def test_the_pages_of_a_series_are_put_together_and_the_last_word_counts() -> None:
    first = [result(0, "Complete", (100, 101)), result(1, "PartialData", (109, 105))]
    [batch] = read(first, [result(1, "Complete", (100, 104))])
    assert batch.complete
    assert [(r.workspace_id, r.hours.connected, r.complete) for r in batch.rows] == [
        ("ws-a", 0b11, True),
        ("ws-b", 1 << 9 | 1 << 5 | 1 << 4 | 1, True),
    ]
    assert batch.metrics == 2


def test_a_series_that_falls_short_is_told_with_its_reason_and_keeps_its_points() -> None:
    [batch] = read([result(0, "PartialData", (100,)), result(1, "Forbidden")])
    assert not batch.complete
    assert {(e.code, e.kind) for _, e in batch.errors} == {
        ("Forbidden", ErrorKind.DENIED),
        ("PartialData", ErrorKind.INTERNAL),
    }
    assert [(r.workspace_id, r.hours.known, r.complete) for r in batch.rows] == [("ws-a", 1, False)]
    assert "1 of 2" in batch.errors[0][1].message


def test_an_internal_error_of_one_series_does_not_stop_the_others() -> None:
    [batch] = read([result(0, "InternalError"), result(1, "Complete", (101,))])
    assert [(r.workspace_id, r.complete) for r in batch.rows] == [("ws-b", True)]
    assert batch.errors[0][1].code == "InternalError"


def test_a_call_that_fails_keeps_what_was_told_before_and_ends_the_reading() -> None:
    denied = AwsError(ErrorKind.DENIED, "AccessDenied", "no")
    ids = tuple(f"ws-{n:04}" for n in range(600))
    [batch] = read([result(0, "Complete", (100,))], denied, ids=ids)
    assert batch.failed
    assert len(batch.rows) == 1
    assert batch.errors == [("GetMetricData", denied)]


def test_a_series_that_no_page_tells_of_is_not_taken_for_empty() -> None:
    [batch] = read([result(0, "Complete", (100,))])
    assert [r.workspace_id for r in batch.rows] == ["ws-a"]
    assert batch.errors[0][1].code == "PartialData"


def test_points_without_value_or_of_another_query_are_left_out() -> None:
    aws: Any = Answers([{**result(0, "Complete", (100, 101)), "Values": [1.0, None]}, result(7, "Complete", (100,))])
    batch: Reading[Any] = Reading(PLACE)
    found = fetch(aws, PLACE, [query(0, "ws-a", "X", "Maximum", 3600)], batch, start=moment(0), end=moment(1))
    assert found["m0"].timestamps == [100 * 3600.0]


@pytest.fixture
def step(estate: Estate, aws: Any, scope: Any, fleet: Any) -> Any:
    """Makes a run of one collector with its one step, runs the step and gives its row."""
    from app.core.crypto import encrypt
    from app.db.session import unit_of_work
    from app.models.models import AwsAccount, SyncRun, SyncStep
    from app.services.sync.pipeline import run_step

    with unit_of_work() as session:
        keys = {"access_key_id": estate.access_key_id}
        secret = encrypt(estate.secret_access_key)
        account = AwsAccount(name="Home", kind="keys", account_id=scope.account_id, **keys)
        account.secret_access_key_encrypted = secret
        session.add(account)

    def run(collector: str) -> dict[str, Any]:
        with unit_of_work() as session:
            made = SyncRun(status="running", trigger="manual", is_planned=True)
            session.add(made)
            session.flush()
            one = SyncStep(run_id=made.id, account_id=scope.account_id, region=scope.region, collector=collector)
            session.add(one)
            session.flush()
            number = one.id
        run_step(number)
        return rows("select * from sync_steps where id = :id", id=number)[0]

    return run


def test_a_step_tells_what_it_wrote_and_what_looking_cost(step: Any, fleet: Any) -> None:
    for collector in ("usage", "metrics"):
        ended = step(collector)
        assert (ended["status"], ended["complete"], ended["error"]) == ("succeeded", True, None)
        assert ended["seen"] > 0
        assert ended["api_calls"] > 0
    assert step("usage")["api_calls"] == 0  # within the hour there is nothing new
    covered = {row["collector"]: row for row in rows("select * from coverage")}
    assert covered["metrics"]["detail"]["cost_usd"] > 0
    assert covered["usage"]["detail"]["read_to"].endswith(":00:00Z")


def test_a_region_where_cloudwatch_is_denied_is_told_and_marks_nothing_as_read(estate: Estate, step: Any) -> None:
    estate.demo("faults", {"kind": "deny", "service": "cloudwatch"}, "POST")
    try:
        ended = step("usage")
    finally:
        estate.demo("faults", method="DELETE")
    assert (ended["status"], ended["error_kind"], ended["seen"]) == ("failed", "denied", 0)
    assert "cloudwatch:GetMetricData" in ended["error"]
    assert rows("select * from workspace_usage") == []
    assert rows("select status from coverage")[0]["status"] == "denied"
    assert step("usage")["status"] == "succeeded"


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "error", "status": 503, "probability": 0.2},
        {"kind": "reset", "probability": 0.2},
        {"kind": "drop_token", "probability": 0.5},
    ],
)
def test_what_is_read_under_faults_and_finished_later_is_what_is_read_without(  # noqa: PLR0917 - fixtures
    estate: Estate, aws: Any, scope: Any, fleet: Any, monkeypatch: pytest.MonkeyPatch, fault: dict[str, Any]
) -> None:
    from datetime import UTC, datetime

    from app.db.session import get_engine
    from app.services.aws.collectors import metric_data
    from app.services.usage import reading
    from tests.usage.test_reading import everything, text

    now = datetime.now(UTC)
    monkeypatch.setattr(metric_data, "MAX_QUERIES", 3)
    estate.demo("faults", {**fault, "service": "cloudwatch"}, "POST")
    try:
        reading.run("usage", aws, scope, now)
    finally:
        estate.demo("faults", method="DELETE")
    assert reading.run("usage", aws, scope, now).errors == []
    assert reading.run("usage", aws, scope, now).detail["metrics_requested"] == 0
    under_faults = everything()
    with get_engine().begin() as connection:
        connection.execute(text("truncate usage_hours, usage_monthly, usage_daily, workspace_usage"))
    reading.run("usage", aws, scope, now)
    assert everything() == under_faults
