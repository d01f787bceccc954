"""The other rules: each at its boundary, and silent where it does not know."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest

from app.services.recommendations.rules import hygiene, removing, sizing, volumes
from app.services.recommendations.rules.advice import RULES as EVERY
from app.services.recommendations.rules.advice import advise
from app.services.recommendations.rules.facts import Directory, Facts, Rates, Sibling
from app.services.recommendations.rules.hygiene import ENDINGS
from app.services.recommendations.rules.kinds import KINDS
from app.services.recommendations.rules.sizes import LADDER
from app.services.usage.bitmap import Hours
from tests.recommendations.making import (
    END,
    FIRST,
    NOW,
    PRICES,
    RULES,
    TODAY,
    days,
    everyday,
    found,
    loads,
    one,
    only,
    told,
    why,
)

AGO = timedelta


def used(days_ago: int, **more: Any) -> Facts:
    """Last used so many days ago, by AWS's word and by the hours."""
    last = TODAY - timedelta(days=days_ago)
    return one(days(last, last + timedelta(days=1), 9), last_connected_at=NOW - timedelta(days=days_ago), **more)


def test_every_rule_answers_and_every_kind_has_its_words() -> None:
    assert {kind for rule in EVERY for kind in rule.kinds} == KINDS.keys()
    for kind in KINDS.values():
        assert all((kind.label, kind.risk_text, kind.how, kind.undo))
    silent, quiet = advise(one(everyday(9)), RULES)
    assert silent == {}
    assert quiet.keys() == KINDS.keys()


def test_of_a_workspace_of_which_nothing_is_known_nothing_is_said() -> None:
    unknown = Facts("111111111111", "us-east-1", "ws-new", NOW, state=None)
    assert advise(unknown, RULES)[0] == {}


# unused, never used


@pytest.mark.parametrize(("days_ago", "is_unused"), [(60, True), (59, False), (200, True), (0, False)])
def test_unused_begins_with_the_day_asked_for(days_ago: int, is_unused: bool) -> None:
    finding = only(removing.unused, used(days_ago))
    assert (finding is not None) is is_unused
    if finding:
        assert (finding.kind, finding.confidence, finding.saving) == ("unused", "high", Decimal("9.75"))
        assert (finding.act_by, finding.effective_on) == (date(2026, 11, 30), date(2026, 12, 1))
        assert told(finding)["idle_days"] == days_ago


def test_measured_hours_count_where_awss_word_is_older_and_the_other_way_round() -> None:
    facts = used(10, running_mode="ALWAYS_ON")
    assert only(removing.unused, replace(facts, last_connected_at=NOW - AGO(days=100))) is None
    assert only(removing.unused, replace(facts, hours=Hours(FIRST, facts.hours.known, 0))) is None


def test_without_measured_hours_awss_word_is_less_sure_and_without_either_nothing_is() -> None:
    unmeasured = used(100, known=0, running_mode="ALWAYS_ON")
    finding = only(removing.unused, unmeasured)
    assert finding is not None
    assert (finding.confidence, finding.saving) == ("medium", Decimal(35))
    early = one(days(date(2026, 5, 1), date(2026, 5, 2), 9), days(date(2026, 5, 1), date(2026, 5, 3), *range(24)))
    assert "Neither AWS" in why(removing.unused, replace(early, last_connected_at=None))


def test_what_it_saves_is_not_known_without_price_or_hours_and_nothing_where_aws_bills_nothing() -> None:
    unpriced = only(removing.unused, used(100, compute_type="QUANTUM_9XL"))
    unmeasured = only(removing.user_gone, used(100, known=0, directory=gone()))
    for finding in (unpriced, unmeasured):
        assert finding is not None
        assert finding.saving is None
        assert finding.saving_note is not None
        assert "not known" in finding.saving_note
    error = only(removing.unused, replace(used(100), billable=False))
    assert error is not None
    assert (error.saving, error.saving_note) == (None, "AWS bills nothing for it.")


def test_storage_is_part_of_what_deleting_saves() -> None:
    stored = {"STANDARD": replace(PRICES["STANDARD"], extra_gib=100, gib=Decimal("0.10"))}
    finding = only(removing.unused, replace(used(100, running_mode="ALWAYS_ON"), rates=stored))
    assert finding is not None
    assert finding.saving == Decimal(45)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, "never_used"),
        ({"begins": NOW - AGO(days=30)}, "never_used"),
        ({"begins": NOW - AGO(days=30) + AGO(minutes=1)}, None),
        ({"begins": None}, None),
        ({"connection_state": None}, None),
        ({"connection_state": "CONNECTED"}, None),
        ({"connection_state": "UNKNOWN"}, "never_used"),
    ],
)
def test_never_used_needs_an_age_and_awss_word(change: dict[str, Any], said: str | None) -> None:
    finding = only(removing.unused, replace(one(0, last_connected_at=None), **change))
    assert (finding.kind if finding else None) == said


def test_a_creation_that_was_not_seen_lowers_the_confidence() -> None:
    finding = only(removing.unused, one(0, last_connected_at=None, begins_assumed=True))
    assert finding is not None
    assert (finding.confidence, len(finding.reasons)) == ("medium", 1)


# user gone


def gone(asked: int = 1, is_found: bool = False, is_enabled: bool | None = None) -> Directory:
    return Directory(is_found, is_enabled, NOW - AGO(days=asked))


def test_a_user_whom_the_directory_does_not_know_or_has_disabled_is_gone() -> None:
    for directory in (gone(), gone(is_found=True, is_enabled=False)):
        finding = only(removing.user_gone, used(40, directory=directory))
        assert finding is not None
        assert (finding.kind, finding.confidence) == ("user_gone", "high")


@pytest.mark.parametrize(
    ("directory", "reason"),
    [
        (None, "The directory has not told of the user."),
        (gone(is_found=True, is_enabled=True), "The directory knows the user."),
        (gone(is_found=True, is_enabled=None), "The directory knows the user."),
    ],
)
def test_a_user_of_whom_it_is_not_said_is_not_gone(directory: Directory | None, reason: str) -> None:
    assert why(removing.user_gone, used(40, directory=directory)) == reason


def test_a_use_since_the_directory_was_asked_speaks_against_it_and_an_old_answer_is_less_sure() -> None:
    assert "used since" in why(removing.user_gone, used(3, directory=gone(asked=5)))
    assert "used since" in why(removing.user_gone, used(40, directory=gone(), connection_state="CONNECTED"))
    for facts in (used(40, directory=gone(asked=15)), used(20, directory=gone(asked=1))):
        finding = only(removing.user_gone, facts)
        assert finding is not None
        assert finding.confidence == "medium"


# duplicates


def other(hours: int | None = 100, **more: Any) -> Sibling:
    return Sibling(**{"workspace_id": "ws-b", "region": "us-east-1", "directory_id": "d-1", "user_email": None,
                      "last_connected_at": NOW, "connected_hours_30d": hours, **more})  # fmt: skip


@pytest.mark.parametrize(("mine", "theirs", "said"), [(5, 6, True), (6, 100, False), (5, 5, True), (4, 3, False)])
def test_of_two_the_one_used_less_is_not_needed(mine: int, theirs: int, said: bool) -> None:
    finding = only(removing.duplicate, one(everyday(9), connected_hours_30d=mine, siblings=(other(theirs),)))
    assert (finding is not None) is said


def test_of_two_that_are_alike_exactly_one_stays() -> None:
    a = one(0, workspace_id="ws-a", last_connected_at=NOW, connected_hours_30d=0, siblings=(other(0),))
    b = one(0, workspace_id="ws-b", last_connected_at=NOW, connected_hours_30d=0,
            siblings=(other(0, workspace_id="ws-a"),))  # fmt: skip
    assert [only(removing.duplicate, facts) is not None for facts in (a, b)] == [True, False]


def test_the_same_name_is_the_same_person_by_mail_and_less_sure_in_two_directories() -> None:
    facts = one(everyday(9), connected_hours_30d=1, user_email="Ada@x.org")
    same = only(removing.duplicate, replace(facts, siblings=(other(user_email="ada@x.org", directory_id="d-2"),)))
    assert same is not None
    assert same.confidence == "high"
    assert only(removing.duplicate, replace(facts, siblings=(other(user_email="ada@y.org"),))) is None
    unsure = only(removing.duplicate, replace(facts, siblings=(other(directory_id="d-2"),)))
    assert unsure is not None
    assert unsure.confidence == "medium"
    unknown = only(removing.duplicate, replace(facts, connected_hours_30d=None, siblings=(other(),)))
    assert unknown is not None
    assert unknown.confidence == "low"


def test_one_reason_to_delete_is_given_and_the_switch_beside_it() -> None:
    facts = used(100, running_mode="ALWAYS_ON", directory=gone(), siblings=(other(),), connected_hours_30d=0)
    kinds, quiet = advise(facts, RULES)
    assert kinds.keys() == {"user_gone", "switch_to_auto_stop"}
    assert quiet["unused"] == "There is a stronger reason to delete it: User gone."


# sizes


def busy(count: int, cpu: float, memory: float, **more: Any) -> Facts:
    return one(everyday(9, 10), **{"compute_type": "POWER", "loads": loads(count, cpu, memory), **more})


def test_the_ladder_only_grows() -> None:
    for small, large in pairwise(LADDER):
        assert small.cpus <= large.cpus
        assert small.memory_gib < large.memory_gib


@pytest.mark.parametrize(
    ("cpu", "memory", "target"),
    [
        (10, 40, "PERFORMANCE"),  # 6.4 of 8 GiB: just 80 %
        (10, 40.1, None),
        (10, 20, "STANDARD"),
        (40, 20, "STANDARD"),  # 1.6 of 2 vCPU: just 80 %
        (40.1, 20, None),
        (20, 10, "VALUE"),
        (20, 10.1, "STANDARD"),
    ],
)
def test_a_smaller_size_has_to_have_room(cpu: float, memory: float, target: str | None) -> None:
    finding = only(sizing.advise, busy(25, cpu, memory, running_mode="ALWAYS_ON"))
    assert (finding.after["compute_type"] if finding else None) == target
    if finding:
        assert finding.kind == "oversized"
        assert finding.saving == PRICES["POWER"].month - PRICES[target or ""].month  # type: ignore[operator]
        assert (finding.act_on, finding.act_by) == (TODAY, date(2026, 11, 30))
        assert finding.effective_on == date(2026, 12, 1)  # the fee follows from the next 1st


def test_by_the_hour_a_smaller_size_saves_at_once() -> None:
    finding = only(sizing.advise, busy(25, 10, 20))
    assert finding is not None
    # 92 h: 19 + 62.56 against 9.75 + 27.60
    assert (finding.saving, finding.effective_on, finding.act_on) == (Decimal("44.21"), TODAY, TODAY)


def test_a_smaller_size_is_possible_thirty_days_after_the_last_change() -> None:
    finding = only(sizing.advise, busy(25, 10, 20, sized_at=NOW - AGO(days=10)))
    assert finding is not None
    assert finding.act_on == TODAY + AGO(days=20)
    later = only(sizing.advise, busy(25, 10, 20, running_mode="ALWAYS_ON", sized_at=NOW - AGO(days=1)))
    assert later is not None
    assert (later.act_on, later.act_by, later.effective_on) == (date(2026, 12, 9), None, date(2027, 1, 1))


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (busy(9, 10, 20), "CPU and memory were measured on 9 days of use only."),
        (busy(25, 10, 20, compute_type="GRAPHICS_G4DN"), "What GRAPHICS_G4DN holds cannot be compared."),
        (busy(25, 10, 20, compute_type=None), "What an unknown compute type holds cannot be compared."),
        (busy(25, 10, 20, rates={"POWER": PRICES["POWER"]}), "What a smaller size would save is not known."),
        (busy(25, 50, 50), "No smaller size has room for what is used."),
        (busy(25, 10, 20, billable=False), "What a smaller size would save is not known."),
        (busy(25, 10, 20, hours=Hours(FIRST)), "CPU and memory were measured on 0 days of use only."),
        (one(everyday(9), compute_type="POWER", loads=loads(25, 10, None)),
         "CPU and memory were measured on 0 days of use only."),
    ],
)  # fmt: skip
def test_no_size_is_advised_without_knowing(facts: Facts, reason: str) -> None:
    assert why(sizing.advise, facts) == reason


def test_days_without_a_user_and_days_long_ago_do_not_count() -> None:
    weekdays_only = one(everyday(9, weekdays=range(5)), compute_type="POWER", loads=loads(30, 10, 20))
    finding = only(sizing.advise, weekdays_only)
    assert finding is not None
    assert told(finding)["used_days"] == 21
    assert (finding.confidence, found(busy(15, 10, 20))["oversized"].confidence) == ("high", "medium")


@pytest.mark.parametrize(
    ("cpu", "memory", "target"),
    [(90, 50, "POWER"), (50, 90, "PERFORMANCE"), (95, 95, "POWER"), (89.9, 89.9, None)],
)
def test_too_small_a_size_costs_to_put_right(cpu: float, memory: float, target: str | None) -> None:
    finding = only(sizing.advise, busy(25, cpu, memory, compute_type="STANDARD"))
    assert (finding.after["compute_type"] if finding else None) == target
    if finding:
        assert finding.kind == "undersized"
        assert finding.saving is not None
        assert finding.saving < 0
        assert finding.act_on == finding.effective_on == TODAY


def test_a_few_full_days_are_not_too_small() -> None:
    full, calm = loads(25, 95, 50), loads(25, 50, 50)
    assert only(sizing.advise, busy(0, 0, 0, compute_type="STANDARD", loads=(*calm[:19], *full[19:]))) is None
    assert only(sizing.advise, busy(0, 0, 0, compute_type="STANDARD", loads=(*calm[:18], *full[18:]))) is not None
    top = busy(25, 99, 99, compute_type="GENERALPURPOSE_8XLARGE")
    assert why(sizing.advise, top) == "There is no larger size."
    dear = only(sizing.advise, busy(25, 99, 50, compute_type="POWERPRO"))
    assert dear is not None
    assert (dear.saving, dear.saving_note) == (None, "What the larger size costs is not known.")


# volumes


def roomy(root: float, user: float, **more: Any) -> Facts:
    price = replace(PRICES["STANDARD"], extra_gib=395, gib=Decimal("0.10"))  # 325 + 200 where 80 + 50 are included
    base = {"volumes": (325, 200), "rates": {"STANDARD": price}, "loads": loads(25, 10, 10, root, user)}
    return one(everyday(9), **{**base, **more})


def test_volumes_far_too_large_shrink_to_a_set_of_awss_that_has_room() -> None:
    finding = only(volumes.advise, roomy(10, 10))
    assert finding is not None
    # 32.5 and 20 GiB are used: 47 and 29 with room, 80/50 is the set; 395 GiB less are paid for
    assert finding.after == {"root_volume_size_gib": 80, "user_volume_size_gib": 50}
    assert (finding.saving, finding.confidence) == (Decimal("39.50"), "high")
    large = only(volumes.advise, roomy(10, 90))
    assert large is not None
    assert large.after == {"root_volume_size_gib": 175, "user_volume_size_gib": 200}
    assert large.saving == Decimal("15.00")
    assert "grow" in KINDS["oversized_volume"].how


@pytest.mark.parametrize(("percent", "said"), [(30, True), (30.1, False)])
def test_a_volume_is_far_too_large_up_to_the_part_asked_for(percent: float, said: bool) -> None:
    assert (only(volumes.advise, roomy(percent, 90)) is not None) is said


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"volumes": None}, "The sizes of its volumes, or those that its price includes, are not known."),
        ({"rates": {}}, "The sizes of its volumes, or those that its price includes, are not known."),
        ({"rates": {"STANDARD": PRICES["STANDARD"]}}, "Nothing is paid for its volumes beyond its bundle."),
        ({"rates": {"STANDARD": replace(PRICES["STANDARD"], extra_gib=9)}}, "The price of storage is not known."),
        ({"loads": loads(4, 1, 1, 1, 1)}, "How full its volumes are was measured on 4 days only."),
    ],
)
def test_no_volume_is_too_large_without_knowing(change: dict[str, Any], reason: str) -> None:
    assert why(volumes.advise, roomy(10, 10, **change)) == reason


# what does not change the bill


@pytest.mark.parametrize(
    ("change", "title"),
    [
        ({"root_encrypted": False}, "Encrypt the root volume"),
        ({"root_encrypted": False, "user_encrypted": False}, "Encrypt the root and the user volume"),
        ({"user_encrypted": False}, "Encrypt the user volume"),
        ({"root_encrypted": None}, None),
        ({}, None),
    ],
)
def test_a_volume_that_is_not_encrypted(change: dict[str, Any], title: str | None) -> None:
    finding = only(hygiene.unencrypted, one(**change))
    assert (finding.title if finding else None) == title
    if finding:
        assert (finding.saving, finding.confidence) == (None, "high")


def test_what_awss_listing_leaves_out_is_not_encrypted_and_less_sure() -> None:
    plain = one(root_encrypted=None, user_encrypted=None, is_described=True)
    finding = only(hygiene.unencrypted, plain)
    assert finding is not None
    assert finding.confidence == "medium"
    for unknown in (replace(plain, is_described=False), replace(plain, encryption_key="k")):
        assert only(hygiene.unencrypted, unknown) is None


def test_a_system_is_spoken_of_half_a_year_before_its_end() -> None:
    ends = ENDINGS["WINDOWS_SERVER_2016"].on
    for ahead, said in ((180, True), (181, False), (0, True), (-1, True)):
        at = NOW.replace(year=ends.year, month=ends.month, day=ends.day) - timedelta(days=ahead)
        finding = only(hygiene.end_of_life, one(operating_system="WINDOWS_SERVER_2016", now=at))
        assert (finding is not None) is said
        if finding:
            assert finding.act_by == (None if ahead < 0 else ends)
            assert told(finding)["source"].startswith("Microsoft")
    over = only(hygiene.end_of_life, one(operating_system="AMAZON_LINUX_2"))
    assert over is not None
    assert over.title == "Replace AMAZON_LINUX_2: it gets no security updates any more"
    assert why(hygiene.end_of_life, one(operating_system=None)) == "No end of an unknown system is known."
    assert only(hygiene.end_of_life, one(operating_system="WINDOWS_11")) is None


@pytest.mark.parametrize(
    ("tags", "said"),
    [({}, True), ({"Owner": "ada"}, False), ({"owner": " "}, True), ({"team": "x"}, True), (None, False),
     ({"COST_CENTRE": "4"}, False)],
)  # fmt: skip
def test_one_of_the_owners_tags_has_to_be_there(tags: dict[str, str] | None, said: bool) -> None:
    finding = only(hygiene.missing_tags, one(tags=tags))
    assert (finding is not None) is said
    if finding:
        assert finding.saving == 0
    assert only(hygiene.missing_tags, one(tags=tags), replace(RULES, owner_tags=())) is None


# opting out, and states


@pytest.mark.parametrize(
    ("tags", "kinds"),
    [
        ({"owner": "x"}, {"unused", "switch_to_auto_stop"}),
        ({"owner": "x", "WSI-recommendations": "off"}, set()),
        ({"owner": "x", "wsi-recommendations": ""}, set()),
        ({"owner": "x", "wsi-recommendations": "Unused, idle_timeout"}, {"switch_to_auto_stop"}),
        ({"owner": "x", "wsi-recommendations": "unused switch_to_auto_stop"}, set()),
        ({"owner": "x", "wsi-recommendations": "whatever"}, {"unused", "switch_to_auto_stop"}),
    ],
)
def test_a_tag_opts_out_of_all_or_of_some(tags: dict[str, str], kinds: set[str]) -> None:
    assert found(used(100, running_mode="ALWAYS_ON", tags=tags)).keys() == kinds


def test_a_kind_that_is_switched_off_is_not_made_and_the_next_reason_to_delete_stands_in() -> None:
    facts = used(100, running_mode="ALWAYS_ON", directory=gone())
    assert "user_gone" in found(facts)
    off = replace(RULES, off=frozenset({"user_gone", "switch_to_auto_stop"}))
    assert found(facts, off).keys() == {"unused"}


@pytest.mark.parametrize("state", ["PENDING", "TERMINATING", "TERMINATED"])
def test_what_comes_or_goes_is_left_alone(state: str) -> None:
    assert found(used(100, state=state, tags={})) == {}


def test_a_least_saving_can_be_asked_for() -> None:
    facts = one(everyday(9), running_mode="ALWAYS_ON")
    assert "switch_to_auto_stop" in found(facts, replace(RULES, minimum_saving=Decimal("6.84")))
    assert "switch_to_auto_stop" not in found(facts, replace(RULES, minimum_saving=Decimal("6.86")))


def test_a_month_is_not_priced_where_a_part_of_it_is_not() -> None:
    rate = Rates(Decimal(35), Decimal(10), Decimal("0.3"), None, 10)
    assert rate.monthly("ALWAYS_ON", None) is None
    priced = replace(rate, gib=Decimal("0.1"))
    assert (priced.monthly("ALWAYS_ON", None), priced.monthly("AUTO_STOP", Decimal(10))) == (36, 14)
    assert priced.monthly("AUTO_STOP", None) is None
    assert priced.monthly("MANUAL", Decimal(1)) is None
    assert END > FIRST
