"""GET /api/workspaces/{id}/usage, and the hours in lists and plans, as a client sees them."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.services.aws.collectors.usage import UsageRecord
from app.services.aws.scope import Scope
from app.services.usage.bitmap import Hours, mask
from app.services.usage.clock import first_hour, hour_of, month_of, previous_month

ACCOUNT, REGION = "111111111111", "us-east-1"
PLACE = Scope(ACCOUNT, REGION)
NOW = hour_of(datetime.now(UTC))
THIS = month_of(NOW)
LAST = previous_month(THIS)
BEFORE = previous_month(LAST)
FIRST = first_hour(BEFORE)


def at(day: date, *hours: int) -> int:
    """The bits of hours of a day, counted from FIRST."""
    made = 0
    for hour in hours:
        made |= 1 << (first_hour(day) - FIRST + hour)
    return made


# nine to noon on the 3rd of each month; a session over the end of the last month; 24 hours of the 5th never measured
CONNECTED = (
    at(BEFORE.replace(day=3), 9, 10, 11, 13)
    | at(LAST.replace(day=3), 9, 10, 11)
    | mask(first_hour(THIS) - FIRST - 2, first_hour(THIS) - FIRST + 1)
)
GAP = mask(first_hour(LAST.replace(day=5)) - FIRST, first_hour(LAST.replace(day=6)) - FIRST)
KNOWN = mask(0, NOW - FIRST) & ~GAP
CONNECTED &= KNOWN


@pytest.fixture
def stored(db: None) -> Iterator[None]:
    from app.db.partitions import ensure_months
    from app.db.session import get_engine, unit_of_work
    from app.models.models import AwsAccount, Bundle, MetricDaily, Workspace
    from app.services.usage import days, store

    base = {"account_id": ACCOUNT, "region": REGION, "state": "AVAILABLE", "bundle_id": "wsb-1"}
    with unit_of_work() as session:
        session.add(AwsAccount(account_id=ACCOUNT, name="Payer", kind="home"))
        session.add(Bundle(account_id=ACCOUNT, region=REGION, bundle_id="wsb-1", bundle_name="Standard"))
        session.add_all(
            Workspace(**base, workspace_id=f"ws-{name}", user_name=name, running_mode=mode, tags={"team": name})
            for name, mode in (("ada", "AUTO_STOP"), ("bob", "ALWAYS_ON"), ("new", "AUTO_STOP"))
        )
    records = [UsageRecord(f"ws-{name}", Hours(FIRST, KNOWN, CONNECTED), True) for name in ("ada", "bob")]
    with get_engine().begin() as connection:
        store.make_room(connection, FIRST, NOW)
        store.write(connection, PLACE, records, NOW)
        days.refresh(connection, ACCOUNT, REGION)
        yesterday = (datetime.now(UTC) - timedelta(days=1)).date()
        ensure_months(connection, "metric_daily", [yesterday.replace(day=1)])
        values = {"day": yesterday, "latency_ms_avg": 40.5, "latency_ms_p95": 90}
        place = {"account_id": ACCOUNT, "region": REGION, "workspace_id": "ws-ada"}
        connection.execute(MetricDaily.__table__.insert().values(**place, **values))
    yield


@pytest.fixture
def get(stored: None, client: TestClient, sign_in: Callable[..., dict[str, str]]) -> Callable[..., Any]:
    headers = sign_in("viewer")

    def fetch(path: str, status: int = 200) -> Any:
        answer = client.get(path, headers=headers)
        assert answer.status_code == status, answer.text
        return answer.json()

    return fetch


Get = Callable[..., Any]


def test_by_month(get: Get) -> None:
    body = get("/api/workspaces/ws-ada/usage")
    assert (body["workspace_id"], body["granularity"]) == ("ws-ada", "month")
    before, last, this = (body["items"] + [None])[:3]
    # 9, 10, 11 and 13: noon is inside the idle timeout of the first session, and 14 is that of the second
    assert before == {
        "period": f"{BEFORE:%Y-%m}", "connected_hours": 4, "billed_hours": 6, "sessions": 2, "coverage": 1.0,
        "source": "measured",
    }  # fmt: skip
    assert (last["connected_hours"], last["billed_hours"], last["sessions"]) == (5, 6, 2)
    hours = first_hour(THIS) - first_hour(LAST)
    assert last["coverage"] == round((hours - 24) / hours, 4)
    if this is not None:
        assert (this["period"], this["sessions"]) == (f"{THIS:%Y-%m}", 0)
        assert this["connected_hours"] == 1
    assert body["total_connected_hours"] == sum(item["connected_hours"] for item in body["items"])


def test_the_days_and_the_hours_sum_up_to_the_months(get: Get) -> None:
    months = get("/api/workspaces/ws-ada/usage?granularity=month")["items"]
    days = get("/api/workspaces/ws-ada/usage?granularity=day")["items"]
    hours = get(f"/api/workspaces/ws-ada/usage?granularity=hour&from={BEFORE:%Y-%m}")["items"]
    for month in months:
        for finer in (days, hours):
            mine = [item for item in finer if item["period"].startswith(month["period"])]
            for name in ("connected_hours", "billed_hours", "sessions"):
                assert sum(item[name] or 0 for item in mine) == month[name]
    assert len(hours) == NOW - FIRST
    assert {item["connected_hours"] for item in hours} == {0, 1, None}


def test_a_day_without_a_measurement_is_unknown_and_not_zero(get: Get) -> None:
    day = f"{LAST:%Y-%m}-05"
    [item] = get(f"/api/workspaces/ws-ada/usage?granularity=day&from={day}&to={day}")["items"]
    unknown = {"connected_hours": None, "billed_hours": None, "sessions": None}
    assert item == {"period": day, **unknown, "coverage": 0.0, "source": "measured"}


def test_always_on_has_no_billed_hours(get: Get) -> None:
    items = get("/api/workspaces/ws-bob/usage?granularity=month")["items"]
    assert {item["billed_hours"] for item in items} == {None}
    assert items[0]["connected_hours"] == 4


def test_bounds_name_the_periods_that_hold_them(get: Get) -> None:
    def periods(query: str) -> list[str]:
        return [item["period"] for item in get(f"/api/workspaces/ws-ada/usage?{query}")["items"]]

    month, day = f"{LAST:%Y-%m}", f"{LAST:%Y-%m}-10"
    assert periods(f"from={month}&to={month}") == [month]
    assert periods(f"from={day}&to={day}") == [month]
    assert periods(f"granularity=day&from={day}&to={day}T03:00:00Z") == [day]
    assert len(periods(f"granularity=day&from={month}&to={month}")) == (first_hour(THIS) - first_hour(LAST)) // 24
    assert periods(f"granularity=hour&from={day}T03:30:00Z&to={day}T05:10:00%2B00:00") == [
        f"{day}T0{hour}:00:00Z" for hour in (3, 4, 5)
    ]
    assert len(periods(f"granularity=hour&from={day}&to={day}")) == 24
    assert periods("from=1999-01") == periods("")
    assert periods("from=2150-01") == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("granularity=week", "granularity"),
        ("from=yesterday", "from"),
        ("from=2026-13", "from"),
        ("from=0001-01-01", "from"),
        ("to=9999-12-31", "to"),
        ("from=2026-05&to=2026-04", "to"),
        ("form=2026-05", "form"),
    ],
)
def test_what_does_not_fit_is_named(get: Get, query: str, field: str) -> None:
    assert get(f"/api/workspaces/ws-ada/usage?{query}", 422)["errors"][0]["field"] == field


def test_unknown_ones_are_not_found_and_those_never_measured_have_no_periods(get: Get) -> None:
    assert get("/api/workspaces/ws-nobody/usage", 404)["title"] == "Not found"
    body = get("/api/workspaces/ws-new/usage")
    assert (body["items"], body["total_connected_hours"]) == ([], None)


def test_others_accounts_are_not_seen(stored: None, client: TestClient, sign_in: Callable[..., dict[str, str]]) -> None:
    headers = sign_in("viewer", account_scope=["222222222222"])
    for path in ("usage", "sessions", "experience"):
        assert client.get(f"/api/workspaces/ws-ada/{path}", headers=headers).status_code == 404
        assert client.get(f"/api/workspaces/ws-ada/{path}").status_code == 401
    plan = {"dataset": "usage", "measures": [{"agg": "count"}]}
    assert client.post("/api/query", json=plan, headers=headers).json()["rows"] == [[0]]


def test_sessions_newest_first(get: Get) -> None:
    items = get(f"/api/workspaces/ws-ada/sessions?from={BEFORE:%Y-%m}")["items"]
    assert [item["hours"] for item in items] == [3 if first_hour(THIS) < NOW else 2, 3, 1, 3]
    assert items[-1]["started_at"] == f"{BEFORE:%Y-%m}-03T09:00:00Z"
    assert items[-1]["start_known"] is True


def test_experience_day_by_day(get: Get) -> None:
    [item] = get("/api/workspaces/ws-ada/experience")["items"]
    assert (item["latency_ms_avg"], item["latency_ms_p95"], item["cpu_percent_avg"]) == (40.5, 90.0, None)
    assert get("/api/workspaces/ws-bob/experience")["items"] == []


def test_the_list_shows_the_hours_of_late(get: Get) -> None:
    items = {item["workspace_id"]: item for item in get("/api/workspaces")["items"]}
    passed = NOW - first_hour(THIS)
    assert items["ws-ada"]["connected_hours_mtd"] == (1 if passed else 0)
    window = mask(max(NOW - 720 - FIRST, 0), NOW - FIRST)
    assert items["ws-bob"]["connected_hours_30d"] == (CONNECTED & window).bit_count()
    assert (items["ws-new"]["connected_hours_mtd"], items["ws-new"]["connected_hours_30d"]) == (None, None)
    assert len(get("/api/workspaces?connected_hours_30d.gte=0&sort=-connected_hours_30d")["items"]) == 2


def test_hours_that_were_not_read_for_days_are_unknown(get: Get) -> None:
    from sqlalchemy import text

    from app.db.session import get_engine

    with get_engine().begin() as connection:
        connection.execute(text("update workspace_usage set usage_read_to = usage_read_to - interval '4 days'"))
    items = get("/api/workspaces")["items"]
    assert {item["connected_hours_mtd"] for item in items} == {item["connected_hours_30d"] for item in items} == {None}


def test_the_usage_dataset(stored: None, client: TestClient, sign_in: Callable[..., dict[str, str]]) -> None:
    headers = sign_in("viewer")

    def ask(plan: dict[str, Any]) -> list[list[Any]]:
        answer = client.post("/api/query", json={"dataset": "usage", **plan}, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.json()["rows"]  # type: ignore[no-any-return]

    last = [{"field": "month", "value": str(LAST)}]
    columns = ["user_name", "connected_hours", "billed_hours", "sessions", "bundle_name", "account_name"]
    assert ask({"filters": last, "columns": columns, "sort": [{"by": "user_name"}]}) == [
        ["ada", 5, 6, 2, "Standard", "Payer"],
        ["bob", 5, None, 2, "Standard", "Payer"],
    ]
    by_month = {"group_by": [{"field": "month", "bucket": "month"}]}
    totals = ask({**by_month, "measures": [{"agg": "sum", "field": "connected_hours"}], "filters": last})
    assert totals == [[f"{LAST:%Y-%m}", 10]]
    assert ask({"filters": [*last, {"field": "tag.team", "value": "ada"}], "columns": ["user_name"]}) == [["ada"]]
    assert ask({"filters": last, "search": "bob", "columns": ["user_name"]}) == [["bob"]]
    hours = first_hour(THIS) - first_hour(LAST)
    [[low, high]] = ask({"filters": last, "measures": [{"agg": a, "field": "coverage"} for a in ("min", "max")]})
    assert low == high == pytest.approx((hours - 24) / hours)


def test_the_fleets_hours_by_hour_are_those_of_its_workspaces(
    stored: None, client: TestClient, sign_in: Callable[..., dict[str, str]]
) -> None:
    header = sign_in("viewer")
    sums = [{"agg": "sum", "field": "connected"}, {"agg": "sum", "field": "measured"}]
    by_hour = client.post("/api/query", headers=header, json={"dataset": "usage_hourly", "measures": sums}).json()
    hours = [{"agg": "sum", "field": name} for name in ("connected_hours", "known_hours")]
    by_day = client.post("/api/query", headers=header, json={"dataset": "usage_daily", "measures": hours}).json()
    assert by_hour["rows"] == by_day["rows"]
    assert by_hour["rows"][0][0] == 2 * CONNECTED.bit_count()
