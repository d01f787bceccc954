"""The rules on the evaluation set, and what they must not do."""

from argparse import Namespace
from datetime import date

import orjson
import pytest

from app.services.nlq import notation
from app.services.nlq.drafting import Unclear
from app.services.nlq.grammar import grammar
from app.services.nlq.reading import read
from app.services.nlq.rules import understand
from app.services.nlq.slots import filled, slotted, unused
from app.services.nlq.wording import describe
from bench import _questions, ai

KNOWN, TODAY = _questions.known()
QUESTIONS = 400


def _text(question: str, today: date = TODAY) -> str:
    return notation.text(understand(question, KNOWN, today)[0])


def test_the_set_is_large_and_its_parts_share_no_question() -> None:
    parts = {part: {(c.before, c.question) for c in _questions.cases(part)} for part in ("train", "dev", "test")}
    assert sum(map(len, parts.values())) >= QUESTIONS
    assert not (parts["train"] | parts["dev"]) & parts["test"]


@pytest.mark.parametrize(("part", "right"), [("train", 0.98), ("dev", 0.85), ("test", 0.88)])
def test_the_rules_are_seldom_wrong_and_refuse_what_they_should(part: str, right: float) -> None:
    figures = ai.run(Namespace(part=part, show=False))
    assert figures["rules_all_wrong"] <= ai.WRONG, figures
    assert figures["rules_refused_right"] == 1.0, figures
    assert figures["rules_all_right"] >= right, figures


def test_every_expected_plan_survives_its_notation() -> None:
    for part in ("train", "test"):
        for case in _questions.cases(part):
            if case.answerable:
                assert notation.text(notation.read(orjson.loads(case.expected))) == case.expected


def test_a_month_without_a_year_is_the_latest_that_has_begun() -> None:
    assert '"2026-06-01"' in _text("cost in June")
    assert '"2025-07-01"' in _text("cost in July")
    assert '"2025-12-01"' in _text("cost in December", date(2026, 1, 3))


def test_a_value_that_has_two_meanings_is_asked_back_unless_a_word_tells() -> None:
    from app.services.nlq.values import Listed, gathered

    both = Listed(gathered([("account", "Finance"), ("tag.department", "Finance")]))
    with pytest.raises(Unclear, match="Finance"):
        understand("workspaces in Finance", both, TODAY)
    assert "account_name" in notation.text(understand("workspaces in account Finance", both, TODAY)[0])
    assert "tag.department" in notation.text(understand("Finance department workspaces", both, TODAY)[0])


def test_two_values_of_one_kind_are_two_slots_and_a_typed_slot_is_only_text() -> None:
    made = slotted(read("Power and PowerPro desktops of @us and jsmith", KNOWN, TODAY))
    assert [s.value for s in made.slots.values()] == ["POWER", "POWERPRO", "jsmith"]
    assert made.text.count("@us1") == 1
    assert "@co1" in made.text
    assert "@co2" in made.text


def test_slots_are_filled_and_left_out_ones_are_told() -> None:
    made = slotted(read("AlwaysOn machines in Frankfurt idle for 30 days", KNOWN, TODAY))
    body = {"e": "workspaces", "f": [["running_mode", "=", "@mo1"], ["days_since_connected", ">", "@du1"]]}
    complete, used = filled(body, made.slots)
    assert complete["f"] == [["running_mode", "=", "ALWAYS_ON"], ["days_since_connected", ">", 30]]
    assert unused(made.slots, used) == ["@rg1"]


def test_the_grammar_names_the_slots_present_and_no_others() -> None:
    made = slotted(read("AlwaysOn machines in Frankfurt", KNOWN, TODAY))
    rules = grammar(made.slots)
    assert "@rg1" in rules
    assert "@mo1" in rules
    assert "@us1" not in rules
    defined = {line.split(" ::= ")[0] for line in rules.splitlines()}
    assert len(defined) == len(rules.splitlines())


def test_words_that_nobody_knows_are_never_left_out() -> None:
    for question in ("how many purple workspaces", "workspaces on tuesdays", "stopped workspaces of the third floor"):
        with pytest.raises(Unclear):
            understand(question, KNOWN, TODAY)


def test_a_plan_is_told_in_words() -> None:
    said = {
        "what changed today": "Changes, where Changed today.",
        "top 5 accounts by spend last month": (
            "Total cost of Costs, where Month in the previous month, by Account, "
            "ordered by total cost (highest first), the first 5."
        ),
        "AutoStop machines not in us-east-1": "WorkSpaces, where Running mode is AutoStop and Region is not us-east-1.",
    }
    for question, words in said.items():
        assert describe(understand(question, KNOWN, TODAY)[0]) == words


@pytest.mark.parametrize(
    ("question", "plan"),
    [
        ("how many machines whose root volume is not encrypted", '"m":["count"]'),
        ("total cost and number of machines by region", '"m":[["sum","modelled_cost_mtd"],"count"]'),
        ("user and cost of stopped machines", '"c":["user_name","modelled_cost_mtd"]'),
        ("who stopped machines in Ireland", '["event_name","=","StopWorkspaces"]'),
        ("monthly cost in 2026", '"g":[["month","month"]]'),
        ("which of our accounts has the most machines", '"n":1'),
        ("machines unused since 60 days", '["days_since_connected",">",60]'),
        ("cost from May to June", '["2026-05-01","2026-06-01"]'),
        ("which machine is WSAMZN-8K2L", '["computer_name","=","WSAMZN-8K2L"]'),
    ],
)
def test_what_was_once_left_out_or_taken_for_something_else(question: str, plan: str) -> None:
    assert plan in _text(question)


def test_a_state_that_is_one_of_several_is_no_action() -> None:
    assert '["state","=",["STOPPED","SUSPENDED"]]' in _text("who has stopped or suspended machines")


def test_up_is_a_state_only_where_it_is_said_of_machines() -> None:
    assert "AVAILABLE" in _text("machines that are up")
    with pytest.raises(Unclear):
        understand("sum up how many machines hang up", KNOWN, TODAY)
