"""Runtime settings as an administrator meets them."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from app.db.session import get_engine
from app.services.settings import store
from app.services.settings.registry import FORECAST_WEEKS, HOLIDAYS, SETTINGS

Call = Callable[..., Any]
URL = "/api/admin/config"


@pytest.fixture
def call(client: TestClient, sign_in: Callable[..., dict[str, str]]) -> Call:
    header = sign_in("admin", "ada")

    def send(method: str, path: str = URL, status: int = 200, **request: Any) -> Any:
        answer = client.request(method, path, headers=header, **request)
        assert answer.status_code == status, answer.text
        return answer.json()

    return send


def audited() -> list[tuple[Any, ...]]:
    with get_engine().connect() as connection:
        found = connection.execute(
            text("select actor, detail from audit_log where action = 'settings.update' order by id")
        )
        return [tuple(row) for row in found]


def test_every_setting_has_its_default_until_it_is_changed(call: Call) -> None:
    assert call("GET")["forecast_weeks"] == 8
    changed = call("PUT", json={"forecast_weeks": 12, "holidays": ["2026-12-25", "2026-12-25"]})
    assert (changed["forecast_weeks"], changed["holidays"]) == (12, ["2026-12-25"])
    assert changed.keys() == SETTINGS.keys()
    assert call("GET") == changed
    with get_engine().connect() as connection:
        values = store.read(connection)
    assert (values[FORECAST_WEEKS], values[HOLIDAYS]) == (12, ("2026-12-25",))


def test_null_goes_back_to_the_default_and_what_is_left_out_stays(call: Call) -> None:
    call("PUT", json={"forecast_weeks": 12, "forecast_interval_percent": 90})
    after = call("PUT", json={"forecast_weeks": None})
    assert (after["forecast_weeks"], after["forecast_interval_percent"]) == (8, 90)
    described = {item["name"]: item for item in call("GET", f"{URL}/schema")["items"]}
    weeks, interval = described["forecast_weeks"], described["forecast_interval_percent"]
    assert (weeks["changed_by"], interval["changed_by"]) == (None, "ada")
    assert interval["changed_at"].endswith("Z")


def test_each_change_is_in_the_audit_log_with_before_and_after(call: Call) -> None:
    call("PUT", json={"forecast_weeks": 12})
    call("PUT", json={"forecast_weeks": 12})
    call("PUT", json={"forecast_weeks": None, "forecast_interval_percent": 80})
    assert audited() == [
        ("ada", {"forecast_weeks": {"before": 8, "after": 12}}),
        ("ada", {"forecast_weeks": {"before": 12, "after": 8}}),
    ]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"no_such_setting": 1}, "no_such_setting"),
        ({"forecast_weeks": 1}, "forecast_weeks"),
        ({"forecast_weeks": 27}, "forecast_weeks"),
        ({"forecast_weeks": "12"}, "forecast_weeks"),
        ({"forecast_weeks": True}, "forecast_weeks"),
        ({"forecast_weeks": 8.5}, "forecast_weeks"),
        ({"working_weekdays": ["caturday"]}, "working_weekdays.0"),
        ({"holidays": ["2026-02-30"]}, "holidays.0"),
        ({"holidays": ["\0"]}, "holidays.0"),
        ([], "body"),
    ],
)
def test_what_does_not_fit_is_refused_by_name_and_changes_nothing(call: Call, body: Any, field: str) -> None:
    both = {"forecast_interval_percent": 90, **body} if isinstance(body, dict) else body
    errors = call("PUT", status=422, json=both)["errors"]
    assert [error["field"] for error in errors] == [field]
    assert call("GET")["forecast_interval_percent"] == 80
    assert audited() == []


def test_every_setting_tells_what_it_may_be_and_its_default_is_one_of_that(call: Call) -> None:
    for item in call("GET", f"{URL}/schema")["items"]:
        assert item["label"] and item["description"] and item["group"]
        assert call("PUT", json={item["name"]: item["default"]})[item["name"]] == item["default"]
        assert item["value"] == item["default"]
    assert audited() == []


def test_a_stored_value_that_is_not_valid_any_more_gives_way_to_the_default(call: Call) -> None:
    with get_engine().begin() as connection:
        connection.execute(text("insert into settings (name, value) values ('forecast_weeks', '999'), ('of_old', '1')"))
    assert call("GET")["forecast_weeks"] == 8


def test_settings_are_for_administrators(client: TestClient, sign_in: Callable[..., dict[str, str]]) -> None:
    for role in ("viewer", "operator"):
        assert client.put(URL, json={"forecast_weeks": 9}, headers=sign_in(role)).status_code == 403
