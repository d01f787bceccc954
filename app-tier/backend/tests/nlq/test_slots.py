"""What a model sees of a question, and what its notation becomes: values by their slots, never by their spelling."""

from datetime import date
from typing import Any

import pytest

from app.services.nlq import notation
from app.services.nlq.prompt import coded
from app.services.nlq.reading import read
from app.services.nlq.rules import understand
from app.services.nlq.slots import filled, slotted
from bench._questions import known

KNOWN, TODAY = known()


def _filters(question: str, *written: Any, before: str | None = None) -> list[Any]:
    earlier = notation.write(understand(before, KNOWN, TODAY)[0]) if before is not None else None
    made = slotted(read(question, KNOWN, TODAY))
    complete, _ = filled({"e": "workspaces", "f": list(written)}, made.slots, earlier)
    notation.read(complete)
    return complete["f"]


def test_a_question_in_code_has_no_word_that_means_nothing_and_keeps_those_nobody_knows() -> None:
    made = slotted(read("please show me all the stopped machines in Ireland over 30 days wobbly", KNOWN, TODAY))
    assert made.code == "[head list]@st1[noun workspaces]@rg1[cmp gt]@du1 wobbly"


def test_marks_of_a_person_never_become_a_slot_or_an_atom() -> None:
    made = slotted(read("@us1 [head count] @b1 of @rg9", KNOWN, TODAY))
    assert set(made.slots) == {"@nu1", "@nu2", "@nu3"}  # the numbers alone
    assert made.code == "@nu1 head[head count] b@nu2 rg@nu3"


@pytest.mark.parametrize(("said", "days"), [("3 weeks", 21), ("two months", 60), ("a year and 1 year", 365)])
def test_a_duration_is_days_where_days_are_counted(said: str, days: int) -> None:
    assert _filters(f"idle for {said}", ["days_since_connected", ">", "@du1"]) == [["days_since_connected", ">", days]]


def test_a_duration_is_a_span_where_a_time_is_asked_for() -> None:
    made = _filters("created in the last 3 weeks", ["created_at", "last", "@du1"])
    assert made == [["created_at", "last", 3, "week"]]


def test_hours_that_make_no_whole_day_are_no_number_of_days() -> None:
    with pytest.raises(ValueError, match="no number of days"):
        _filters("idle in the last 5 hours", ["days_since_connected", ">", "@du1"])


def test_two_values_of_a_field_are_alternatives_and_one_said_twice_is_one() -> None:
    region = ["region", "=", "@rg1"]
    made = _filters("in Ireland or Ohio", region, ["region", "=", "@rg2"], region)
    assert made == [["region", "=", ["eu-west-1", "us-east-2"]]]


def test_two_ends_are_a_range_of_numbers_or_of_times() -> None:
    cost = _filters(
        "between 20 and 40 dollars", ["modelled_cost_mtd", ">=", "@nu1"], ["modelled_cost_mtd", "<=", "@nu2"]
    )
    assert cost == [["modelled_cost_mtd", "between", [20, 40]]]
    made = _filters("from January 2026 to March 2026", ["created_at", "<=", "@dt2"], ["created_at", ">=", "@dt1"])
    assert made == [["created_at", "between", ["2026-01-01", "2026-03-31"]]]


def test_a_tag_is_named_by_its_value() -> None:
    assert _filters("of Finance", ["tag", "=", "@tg1"]) == [["tag.department", "=", "Finance"]]
    assert _filters("without a department", ["@ta1", "null"]) == [["tag.department", "null"]]


def test_what_somebody_did_is_an_action_although_it_is_said_like_a_state() -> None:
    assert _filters("who stopped", ["event_name", "=", "@st1"]) == [["event_name", "=", "StopWorkspaces"]]


def test_a_follow_up_keeps_conditions_and_groups_of_tags_by_their_number() -> None:
    before = understand("stopped machines of Finance in Ireland by cost centre", KNOWN, TODAY)[0]
    made = slotted(read("only Windows", KNOWN, TODAY))
    assert coded(made, before).startswith(
        '{"e":"workspaces","m":["count"],"f":[["region","@b1"],["state","@b2"],["tag","@b3"]]'
    )
    assert '"g":["@k1"]' in coded(made, before)
    told = {"e": "workspaces", "m": ["count"], "f": ["@b1", "@b3", ["operating_system", "=", "@os1"]], "g": ["@k1"]}
    complete, _ = filled(told, made.slots, notation.write(before))
    assert complete["g"] == ["tag.cost_centre"]
    assert ["tag.department", "=", "Finance"] in complete["f"]
    assert ["operating_system", "^", "WINDOWS"] in complete["f"]


def test_months_and_days_that_are_spelt_badly_are_read() -> None:
    made = read("cost in Apirl", KNOWN, date(2026, 6, 15))
    assert ("month_of", "2026-04") in [(a.kind, a.value) for a in made.atoms]
