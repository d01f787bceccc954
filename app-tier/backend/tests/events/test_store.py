"""Events in their tables: each once, by month, with the WorkSpaces they touched."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from app.services.events.store import Stored, prepare, store
from tests.events.conftest import NOW, event

Keep = Callable[..., Any]
Rows = Callable[..., list[Any]]
A, B = "ws-aaaaaaaa1", "ws-bbbbbbbb2"


def test_a_replay_writes_nothing(keep: Keep, rows: Rows) -> None:
    first = [event(n, NOW - timedelta(minutes=n), ids=[A, B]) for n in range(5)]
    assert keep(*first, first[0]) == Stored(5, 5)
    before = rows("select ctid::text, xmin::text from events order by 1")
    assert keep(*first) == Stored(5, 0)
    assert rows("select ctid::text, xmin::text from events order by 1") == before
    assert keep(*first, event(9, NOW)) == Stored(6, 1)
    assert rows("select count(*) from event_workspaces") == [(10,)]


def test_each_month_has_its_partition_made_when_it_is_needed(keep: Keep, rows: Rows) -> None:
    edge = datetime(2026, 8, 1, tzinfo=UTC)
    keep(event(1, edge - timedelta(seconds=1), ids=A), event(2, edge, ids=A))
    found = rows("select tableoid::regclass::text, event_id from events order by 2")
    assert found == [("events_p202607", "e-000001"), ("events_p202608", "e-000002")]
    assert [name for name, _ in rows("select tableoid::regclass::text, event_id from event_workspaces order by 2")] == [
        "event_workspaces_p202607",
        "event_workspaces_p202608",
    ]


def test_what_is_stored_is_what_was_read(keep: Keep, rows: Rows) -> None:
    awkward = "tab\there \\ line\nquote\" 'ü😀"
    record = event(
        1,
        NOW,
        "TerminateWorkspaces",
        user=awkward,
        userAgent=awkward,
        errorMessage=awkward,
        readOnly=False,
        requestParameters={"terminateWorkspaceRequests": [{"workspaceId": A}, {"workspaceId": B}], "note": awkward},
        responseElements={"failedRequests": [{"workspaceId": B}]},
    )
    keep(record)
    stored = rows(
        "select event_time, username, user_agent, error_message, read_only, request_parameters, response_elements, "
        "workspace_ids, error_code from events"
    )
    assert stored == [
        (NOW, awkward, awkward, awkward, False, record.request_parameters, record.response_elements, [A, B], None)
    ]
    links = rows("select workspace_id, failed, effect from event_workspaces order by 1")
    assert links == [(A, False, "terminate"), (B, True, "terminate")]


def test_an_event_with_nothing_but_a_time_is_stored_with_nothing(keep: Keep, rows: Rows) -> None:
    from app.services.events.record import parse

    record = parse({"EventTime": NOW, "CloudTrailEvent": "{"}, "1" * 12, "us-east-1")
    assert record is not None
    keep(record)
    assert rows("select event_name, username, request_parameters, workspace_ids from events") == [
        (None, None, None, [])
    ]


def test_two_writers_of_the_same_events_store_each_once(db: None, rows: Rows) -> None:
    from app.db.session import get_engine

    records = [event(n, NOW - timedelta(days=n), ids=A) for n in range(60)]
    together = threading.Barrier(2)

    def write() -> None:
        together.wait()
        prepare(get_engine(), records)
        with get_engine().begin() as connection:
            store(connection, records)

    writers = [threading.Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert rows("select count(*), count(distinct event_id) from events") == [(60, 60)]
    assert rows("select count(*) from event_workspaces") == [(60,)]
