"""The writer on a real PostgreSQL: what differs, what is new, what is gone, and nothing else."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from app.db.session import get_engine
from app.services.aws.collectors.connections import ConnectionRecord
from app.services.aws.collectors.directories import DirectoryRecord
from app.services.aws.collectors.tags import TagsRecord
from app.services.aws.collectors.workspaces import WorkspaceRecord
from app.services.sync import staging
from app.services.sync.targets import TARGETS
from app.services.sync.writer import Merged, merge
from tests.sync.conftest import rows

pytestmark = pytest.mark.usefixtures("db")
T0 = datetime(2026, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def ws(name: str, **values: Any) -> WorkspaceRecord:
    unknown = dict.fromkeys(WorkspaceRecord.__slots__)
    known = {"workspace_id": name, "state": "AVAILABLE", "raw": {"WorkspaceId": name}}
    return WorkspaceRecord(**{**unknown, **known, **values})


def put(
    *batch: Any, at: datetime = T0, complete: bool = True, good: datetime | None = None, kind: str = "workspaces"
) -> Merged:
    with get_engine().begin() as connection:
        return merge(
            connection, TARGETS[kind], "1", "r", batch, seen_at=at, complete=complete, previous_good=good, sync_id=7
        )


def history() -> list[tuple[object, ...]]:
    return rows("select workspace_id, field, before, after from workspace_changes order by id")


def table() -> list[tuple[object, ...]]:
    return rows("select w.*, w.xmin::text from workspaces w order by workspace_id")


def test_new_rows_are_created_once() -> None:
    assert put(ws("a"), ws("b")) == Merged(seen=2, created=2)
    assert history() == [("a", "created", None, None), ("b", "created", None, None)]


def test_the_same_batch_again_writes_nothing_at_all() -> None:
    put(ws("a", protocols=["WSP"], root_volume_encrypted=True), ws("b"))
    before = table()
    assert put(ws("a", protocols=["WSP"], root_volume_encrypted=True), ws("b"), at=T0 + HOUR, good=T0) == Merged(
        seen=2, unchanged=2
    )
    assert table() == before
    assert len(history()) == 2


def test_an_unchanged_row_is_not_even_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    put(ws("a"), ws("b", user_name="x"))
    sent = []
    monkeypatch.setattr(staging, "copy", lambda *given: sent.extend(given[-1]) or len(sent))
    assert put(ws("a"), ws("b", user_name="x"), at=T0 + HOUR, good=T0) == Merged(seen=2, unchanged=2)
    assert sent == []


def test_a_row_without_a_hash_gets_one_and_is_not_called_changed() -> None:
    put(ws("a"))
    with get_engine().begin() as connection:
        connection.execute(text("update workspaces set listed_hash = null"))
    assert put(ws("a"), at=T0 + HOUR, good=T0) == Merged(seen=1, unchanged=1)
    assert rows("select listed_hash is not null from workspaces") == [(True,)]
    assert history() == [("a", "created", None, None)]


def test_a_change_is_recorded_field_by_field_and_once() -> None:
    put(ws("a", running_mode="AUTO_STOP", root_volume_size_gib=80))
    changed = ws("a", running_mode="ALWAYS_ON", root_volume_size_gib=175, raw={"x": 1})
    assert put(changed, at=T0 + HOUR).updated == 1
    assert put(changed, at=T0 + 2 * HOUR).updated == 0
    assert history()[1:] == [("a", "running_mode", "AUTO_STOP", "ALWAYS_ON"), ("a", "root_volume_size_gib", 80, 175)]
    assert rows("select changed_at, sync_id from workspace_changes where field = 'running_mode'") == [(T0 + HOUR, 7)]


def test_a_value_that_becomes_known_or_unknown_is_a_change() -> None:
    put(ws("a"))
    put(ws("a", computer_name="C"))
    put(ws("a"))
    assert history()[1:] == [("a", "computer_name", None, "C"), ("a", "computer_name", "C", None)]


def test_what_a_complete_listing_does_not_show_is_retired_and_nothing_else() -> None:
    put(ws("a"), ws("b"))
    assert put(ws("a"), at=T0 + 2 * HOUR, good=T0 + HOUR) == Merged(seen=1, unchanged=1, retired=1)
    gone = "select workspace_id, state, terminated_at, last_seen_at from workspaces order by 1"
    assert rows(gone) == [("a", "AVAILABLE", None, None), ("b", "TERMINATED", T0 + 2 * HOUR, T0 + HOUR)]
    assert history()[2:] == [("b", "retired", None, None), ("b", "state", "AVAILABLE", "TERMINATED")]


def test_an_incomplete_listing_retires_nothing() -> None:
    put(ws("a"), ws("b"))
    assert put(ws("a"), complete=False).retired == 0
    assert put(complete=False) == Merged()


def test_a_listing_older_than_what_is_known_retires_nothing() -> None:
    put(ws("a"), ws("b"), at=T0 + HOUR)
    assert put(ws("a"), at=T0, good=T0 + HOUR).retired == 0


def test_another_region_and_account_are_left_alone() -> None:
    put(ws("a"))
    with get_engine().begin() as connection:
        merge(connection, TARGETS["workspaces"], "1", "other", [], seen_at=T0, complete=True)
        merge(connection, TARGETS["workspaces"], "2", "r", [], seen_at=T0, complete=True)
    assert rows("select count(*) from workspaces where terminated_at is null") == [(1,)]


def test_one_that_comes_back_is_returned() -> None:
    put(ws("a"))
    put(at=T0 + HOUR)
    assert put(ws("a"), at=T0 + 2 * HOUR).updated == 1
    assert rows("select state, terminated_at, last_seen_at, first_seen_at from workspaces") == [
        ("AVAILABLE", None, None, T0)
    ]
    assert [(field, after) for _, field, _, after in history()[3:]] == [("state", "AVAILABLE"), ("returned", None)]


def test_one_that_aws_itself_calls_terminated_is_retired_even_in_an_incomplete_listing() -> None:
    put(ws("a"))
    assert put(ws("a", state="TERMINATED"), at=T0 + HOUR, complete=False).updated == 1
    put(ws("a", state="TERMINATED"), at=T0 + 2 * HOUR)
    put(at=T0 + 3 * HOUR)
    assert rows("select terminated_at, last_seen_at from workspaces") == [(T0 + HOUR, T0 + HOUR)]
    assert [field for _, field, _, _ in history()] == ["created", "state", "retired"]


def test_an_id_listed_twice_is_one_row() -> None:
    assert put(ws("a"), ws("a")) == Merged(seen=1, created=1)


def test_awkward_text_comes_back_as_it_was() -> None:
    text_ = "tab\tnew\nline\r back\\slash \"quote\" '{}' \\N ü 😀"
    put(ws("a", user_name=text_, protocols=[text_, "", "NULL"], raw={text_: [text_, None, 1.5]}))
    assert rows("select user_name, protocols, raw from workspaces") == [
        (text_, [text_, "", "NULL"], {text_: [text_, None, 1.5]})
    ]


def test_tags_fill_rows_that_live_and_their_first_value_is_no_change() -> None:
    put(ws("a"), ws("b"))
    assert (
        put(TagsRecord("a", {"k": "v"}), TagsRecord("b", {}), TagsRecord("unknown", {"k": "v"}), kind="tags").updated
        == 2
    )
    put(TagsRecord("a", {"k": "w"}), TagsRecord("b", {}), kind="tags")
    assert rows("select workspace_id, tags from workspaces order by 1") == [("a", {"k": "w"}), ("b", {})]
    assert history()[2:] == [("a", "tags", {"k": "v"}, {"k": "w"})]


def test_the_listing_of_workspaces_leaves_tags_and_connections_alone() -> None:
    put(ws("a"))
    put(TagsRecord("a", {"k": "v"}), kind="tags")
    put(ConnectionRecord("a", "CONNECTED", T0), kind="connections")
    put(ws("a", state="STOPPED"))
    assert rows("select tags, connection_state, last_connected_at from workspaces") == [({"k": "v"}, "CONNECTED", T0)]


def test_connections_are_no_history_and_an_unknown_login_does_not_erase_a_known_one() -> None:
    put(ws("a"))
    put(ConnectionRecord("a", "CONNECTED", T0), kind="connections")
    put(ConnectionRecord("a", None, None), kind="connections")
    assert rows("select connection_state, last_connected_at from workspaces") == [(None, T0)]
    assert len(history()) == 1


def test_directories_are_retired_and_return_without_history() -> None:
    unknown = dict.fromkeys(DirectoryRecord.__slots__)
    directory = DirectoryRecord(**{**unknown, "directory_id": "d-1", "subnet_ids": ["s"], "raw": {}})
    put(directory, kind="directories")
    put(kind="directories", at=T0 + HOUR)
    assert rows("select retired_at from directories") == [(T0 + HOUR,)]
    put(replace(directory, state="X"), kind="directories", at=T0 + 2 * HOUR)
    assert rows("select retired_at, state from directories") == [(None, "X")]
    assert history() == []


def test_thousands_of_rows_into_an_empty_table_take_no_quadratic_time() -> None:
    batch = [ws(f"ws-{i}") for i in range(6_000)]
    assert put(*batch).created == 6_000
    assert put(*batch).unchanged == 6_000


LISTINGS = st.lists(
    st.tuples(
        st.dictionaries(st.sampled_from("abcd"), st.sampled_from(["AVAILABLE", "STOPPED", "TERMINATED"])), st.booleans()
    ),
    max_size=6,
)


@settings(max_examples=40)
@given(listings=LISTINGS, data=st.data())
def test_repeating_and_shuffling_what_is_in_a_listing_changes_nothing(listings: Any, data: st.DataObject) -> None:
    """However a batch is ordered, doubled or replayed, the table and the history are those of the plain sequence."""
    outcomes = []
    for disturbed in (False, True):
        with get_engine().begin() as connection:
            connection.execute(text("truncate workspaces, workspace_changes restart identity"))
        good: datetime | None = None
        for number, (listing, complete) in enumerate(listings):
            batch = [ws(name, state=state) for name, state in listing.items()]
            at = T0 + number * HOUR
            for _ in range(data.draw(st.integers(1, 3)) if disturbed else 1):
                again = (
                    data.draw(st.permutations(batch + data.draw(st.lists(st.sampled_from(batch), max_size=3))))
                    if disturbed and batch
                    else batch
                )
                put(*again, at=at, complete=complete, good=good)
            good = at if complete else good
        shown = "select workspace_id, state, terminated_at, last_seen_at, first_seen_at from workspaces order by 1"
        changes = "select workspace_id, field, before, after, changed_at from workspace_changes order by 5, 1, 2"
        outcomes.append((rows(shown), rows(changes)))
    assert outcomes[0] == outcomes[1]
    live = {name for name, _, gone, *_ in outcomes[0][0] if gone is None}
    if listings and listings[-1][1]:
        assert live == {name for name, state in listings[-1][0].items() if state != "TERMINATED"}
