"""Settings of the rules that make recommendations: their parameters, whose defaults are `rules/parameters`."""

from typing import Any

from app.services.recommendations.rules.kinds import KINDS
from app.services.recommendations.rules.parameters import Parameters
from app.services.settings.kinds import About, Setting, choices, integer, number, words

_D = Parameters()
_GROUP = "Recommendations"


def _about(label: str, description: str, unit: str | None = None) -> About:
    return About(_GROUP, label, description, unit)


OFF = choices("recommendations_off", (), tuple(KINDS), _about(
    "Kinds not wanted", "Kinds of recommendation that are not made at all.",
))  # fmt: skip
OPT_OUT_TAG = words("recommendations_opt_out_tag", (_D.opt_out_tag,), _about(
    "Opt-out tag",
    "A WorkSpace with this tag gets no recommendations (value `off`, or empty), or none of the kinds that it lists.",
), most=1)  # fmt: skip
MINIMUM_SAVING = number("recommendations_minimum_saving", str(_D.minimum_saving), "0", "1000", _about(
    "Least saving", "What a recommendation has to save a month to be made.", "USD",
))  # fmt: skip
COVERAGE = integer("recommendations_coverage_percent", _D.coverage_percent, 50, 100, _about(
    "Measured hours", "How many of the hours of a month have to be measured for it to count.", "%",
))  # fmt: skip
UNUSED_DAYS = integer("recommendations_unused_days", _D.unused_days, 7, 180, _about(
    "Unused after", "Days without a connection after which a WorkSpace counts as unused.", "days",
))  # fmt: skip
NEVER_USED_DAYS = integer("recommendations_never_used_days", _D.never_used_days, 7, 180, _about(
    "Never used after", "Age from which a WorkSpace without any connection counts as never used.", "days",
))  # fmt: skip
DUPLICATE_HOURS = integer("recommendations_duplicate_hours", _D.duplicate_hours, 0, 200, _about(
    "Second WorkSpace", "Connected hours in 30 days up to which the less used WorkSpace of a user is not needed.", "h",
))  # fmt: skip
SIZING_DAYS = integer("recommendations_sizing_days", _D.sizing_days, 7, 60, _about(
    "Days for sizes", "How many of the last days the use of CPU, memory and volumes is looked at.", "days",
))  # fmt: skip
SIZING_USED_DAYS = integer("recommendations_sizing_used_days", _D.sizing_used_days, 3, 60, _about(
    "Days of use for sizes", "On how many of them it has to have been used and measured.", "days",
))  # fmt: skip
SIZING_TARGET = integer("recommendations_sizing_target_percent", _D.sizing_target_percent, 30, 100, _about(
    "Room in a smaller size", "How much of CPU and memory of a smaller size may be used.", "%",
))  # fmt: skip
UNDERSIZED = integer("recommendations_undersized_percent", _D.undersized_percent, 50, 100, _about(
    "Undersized from", "CPU or memory (95th percentile of a day) from which a day counts as too full.", "%",
))  # fmt: skip
VOLUME_USED = integer("recommendations_volume_used_percent", _D.volume_used_percent, 5, 90, _about(
    "Volume too large", "Part of a volume in use up to which it is far too large.", "%",
))  # fmt: skip
END_OF_LIFE = integer("recommendations_end_of_life_days", _D.end_of_life_days, 0, 1_000, _about(
    "End of life ahead", "How long before the end of its security updates a system is spoken of.", "days",
))  # fmt: skip
OWNER_TAGS = words("recommendations_owner_tags", _D.owner_tags, _about(
    "Owner tags", "Tags of which one has to be there; none: tags are not asked for.",
), most=20)  # fmt: skip
START_COST = number("recommendations_start_cost", str(_D.start_cost), "0", "100", _about(
    "Cost of a start",
    "What one more start of an AutoStop WorkSpace is worth, against the hours that a longer idle timeout costs.", "USD",
))  # fmt: skip

SETTINGS: tuple[Setting[Any], ...] = tuple(value for value in tuple(globals().values()) if isinstance(value, Setting))
