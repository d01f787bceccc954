"""The time machine holds against a replay of random histories through the sync's own writer."""

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select, text
from sqlalchemy.dialects import postgresql

from app.services.aws.collectors.tags import TagsRecord
from app.services.aws.collectors.workspaces import WorkspaceRecord
from app.services.inventory.timeline import KEYS, TRACKED, difference, fleet
from app.services.people.reading import TARGET as PEOPLE
from app.services.sync.targets import TARGETS
from app.services.sync.writer import merge
from tests.events.conftest import HOME, NOW, REGION

START = NOW - timedelta(days=30)
STEP = timedelta(hours=6)
BLANK = WorkspaceRecord(*([None] * len(fields(WorkspaceRecord))))  # type: ignore[arg-type]
IDS = ("ws-aaaaaaaa1", "ws-bbbbbbbb2", "ws-cccccccc3", "ws-dddddddd4")

RECORD = st.builds(
    lambda **values: replace(BLANK, **values),
    state=st.sampled_from(["AVAILABLE", "STOPPED", "ERROR"]),
    running_mode=st.sampled_from(["ALWAYS_ON", "AUTO_STOP", None]),
    user_volume_size_gib=st.sampled_from([10, 50, None]),
    root_volume_encrypted=st.sampled_from([True, False, None]),
    protocols=st.sampled_from([["PCOIP"], ["WSP", "PCOIP"], [], None]),
    user_name=st.sampled_from(["ada", "b'\\\"ob", "", None]),
)
TAGS = st.sampled_from([{}, {"a": "1"}, {"a": "2", "b": "x"}])
LOOK = st.tuples(
    st.dictionaries(st.sampled_from(IDS), RECORD),
    st.one_of(st.none(), st.dictionaries(st.sampled_from(IDS), TAGS)),
)
Seen = dict[str, dict[str, Any]]


def test_every_field_whose_changes_are_kept_is_tracked() -> None:
    written = [target for target in (*TARGETS.values(), PEOPLE) if target.history is not None]
    kept = {name for target in written for name in target.columns if name not in target.quiet}
    assert set(TRACKED) == kept - {"workspace_id"}


def write(at: datetime, look: dict[str, WorkspaceRecord], tags: dict[str, dict[str, str]] | None) -> None:
    from app.db.session import get_engine

    with get_engine().begin() as connection:
        rows = [replace(record, workspace_id=key) for key, record in look.items()]
        merge(connection, TARGETS["workspaces"], HOME, REGION, rows, seen_at=at, complete=True)
        if tags is not None:
            found = [TagsRecord(key, value) for key, value in tags.items()]
            merge(connection, TARGETS["tags"], HOME, REGION, found, seen_at=at, complete=True)


def replay(looks: list[Any]) -> list[Seen]:
    """The fleet after each look, worked out forward. Tags count from the beginning: their first value is no change."""
    states: list[Seen] = []
    tags: dict[str, Any] = {}
    for look, tagged in looks:
        tags |= {key: value for key, value in (tagged or {}).items() if key in look}
        states.append(
            {
                key: {**{n: getattr(r, n, None) for n in TRACKED if n != "tags"}, "tags": tags.get(key)}
                for key, r in look.items()
            }
        )
    for earlier, later in zip(reversed(states[:-1]), reversed(states[1:]), strict=True):
        for key, row in earlier.items():
            if row["tags"] is None:
                row["tags"] = later.get(key, {}).get("tags") or first_tags(states, key)
    return states


def first_tags(states: list[Seen], key: str) -> Any:
    return next((s[key]["tags"] for s in states if key in s and s[key]["tags"] is not None), None)


@pytest.fixture
def asking(db: None) -> Iterator[Connection]:
    """A connection on which the fleet at a time is a prepared statement: a replay asks for hundreds of times."""
    from app.db.session import get_engine

    statement = str(select(fleet(NOW)).compile(dialect=postgresql.dialect())) % {"as_of": "$1"}
    with get_engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("set plan_cache_mode = force_generic_plan")
        connection.exec_driver_sql(f"prepare fleet_at (timestamptz) as {statement}")
        yield connection
        connection.invalidate()


def fleet_at(asking: Connection, at: datetime) -> Seen:
    rows = asking.exec_driver_sql("execute fleet_at (%s)", (at,)).mappings().all()
    assert all(row["certainty"] == "observed" for row in rows)
    return {row["workspace_id"]: {name: row[name] for name in TRACKED} for row in rows}


def compared(before: Seen, after: Seen) -> set[Any]:
    fields_changed = {
        ("changed", key, name, repr(before[key][name]), repr(after[key][name]))
        for key in before.keys() & after.keys()
        for name in TRACKED
        if before[key][name] != after[key][name]
    }
    came = {("added", key, "created", "None", "None") for key in after.keys() - before.keys()}
    went = {("removed", key, "retired", "None", "None") for key in before.keys() - after.keys()}
    return fields_changed | came | went


def difference_between(since: datetime, as_of: datetime) -> set[Any]:
    from app.db.session import get_engine

    table = difference(since, as_of)
    with get_engine().connect() as connection:
        rows = connection.execute(select(table)).all()
    assert all(since < row.changed_at <= as_of for row in rows)
    return {(row.kind, row.workspace_id, row.field, repr(row.before), repr(row.after)) for row in rows}


@settings(max_examples=60)
@given(looks=st.lists(LOOK, min_size=1, max_size=6), data=st.data())
def test_the_fleet_at_any_time_and_between_any_two_is_that_of_a_replay(
    asking: Connection, looks: list[Any], data: st.DataObject
) -> None:
    for table in ("workspaces", "workspace_changes"):  # a TRUNCATE would have what is prepared planned again
        asking.execute(text(f"delete from {table}"))
    for number, (look, tags) in enumerate(looks):
        write(START + number * STEP, look, tags)
    states = replay(looks)
    first = next((number for number, state in enumerate(states) if state), None)
    if first is None:
        return
    for number in range(first, len(states)):
        for at in (START + number * STEP, START + (number + 0.5) * STEP):
            assert fleet_at(asking, at) == states[number]
    one, two = sorted(data.draw(st.tuples(*[st.integers(first, len(states) - 1)] * 2)))
    between = difference_between(START + one * STEP, START + two * STEP)
    assert between == compared(states[one], states[two])


@pytest.fixture
def put(db: None) -> Callable[..., None]:
    from app.db.session import unit_of_work
    from app.models.models import Workspace

    def make(workspace_id: str, **columns: Any) -> None:
        with unit_of_work() as session:
            place = dict(zip(KEYS, (HOME, REGION, workspace_id), strict=True))
            session.add(Workspace(**{"state": "AVAILABLE", "first_seen_at": START, **place, **columns}))

    return make


def certainties(at: datetime) -> dict[str, str]:
    from app.db.session import get_engine

    table = fleet(at)
    with get_engine().connect() as connection:
        return {row.workspace_id: row.certainty for row in connection.execute(select(table))}


def test_how_certain_it_is_that_a_workspace_was_there(put: Callable[..., None]) -> None:
    later = START + 2 * STEP
    put("ws-seen", created_at=START - STEP)
    put("ws-made", first_seen_at=later, created_at=START + STEP)
    put("ws-late", first_seen_at=later)
    put("ws-gone", terminated_at=later)
    put("ws-else", account_id="222222222222", first_seen_at=later)
    put("ws-born", account_id="222222222222", first_seen_at=later, created_at=START)
    assert certainties(START) == {
        "ws-seen": "observed", "ws-gone": "observed", "ws-else": "unknown", "ws-born": "inferred"
    }  # fmt: skip
    assert certainties(START + STEP)["ws-made"] == "inferred"
    assert certainties(later) == dict.fromkeys(("ws-seen", "ws-made", "ws-late", "ws-else", "ws-born"), "observed")
    assert certainties(START - STEP / 2) == {
        "ws-seen": "inferred", "ws-gone": "unknown", "ws-late": "unknown", "ws-else": "unknown"
    }  # fmt: skip


def test_the_fleet_of_one_workspace_is_its_row_of_the_whole(put: Callable[..., None]) -> None:
    from app.db.session import get_engine

    put("ws-one", user_name="ada", tags={"a": "1"})
    put("ws-two", user_name="bob")
    with get_engine().connect() as connection:
        rows = connection.execute(select(fleet(START, (HOME, REGION, "ws-one")))).mappings().all()
    assert [(row["workspace_id"], row["user_name"], row["tags"]) for row in rows] == [("ws-one", "ada", {"a": "1"})]
