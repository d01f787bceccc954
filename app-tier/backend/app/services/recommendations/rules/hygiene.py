"""What does not change the bill but should be put right: encryption, systems at their end of life, owners' tags."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.services.recommendations.rules.facts import Facts
from app.services.recommendations.rules.finding import Answer, Evidence, Finding, Quiet, Rule
from app.services.recommendations.rules.parameters import Parameters

UNENCRYPTED, END_OF_LIFE, MISSING_TAGS = "unencrypted", "end_of_life", "missing_tags"


@dataclass(frozen=True, slots=True)
class Ending:
    """When the maker ends security updates (without a paid extension), and who says so."""

    on: date
    source: str


_MICROSOFT = "Microsoft Lifecycle Policy, extended end date"
_UBUNTU = "Ubuntu release cycle, end of standard security maintenance"
_RED_HAT = "Red Hat Enterprise Linux Life Cycle, end of maintenance support"
_ROCKY = "Rocky Linux release guide, end of life"
# looked up on 2026-11-25; a system that is not here has no end that is known
ENDINGS = {
    "WINDOWS_7": Ending(date(2020, 1, 14), _MICROSOFT),
    "WINDOWS_10": Ending(date(2025, 10, 14), _MICROSOFT),
    "WINDOWS_SERVER_2016": Ending(date(2027, 1, 12), _MICROSOFT),
    "WINDOWS_SERVER_2019": Ending(date(2029, 1, 9), _MICROSOFT),
    "WINDOWS_SERVER_2022": Ending(date(2031, 10, 14), _MICROSOFT),
    "AMAZON_LINUX_2": Ending(date(2026, 6, 30), "Amazon Linux 2 FAQ, end of support"),
    "UBUNTU_18_04": Ending(date(2023, 5, 31), _UBUNTU),
    "UBUNTU_20_04": Ending(date(2025, 5, 31), _UBUNTU),
    "UBUNTU_22_04": Ending(date(2027, 4, 30), _UBUNTU),
    "UBUNTU_24_04": Ending(date(2029, 4, 30), _UBUNTU),
    "RHEL_8": Ending(date(2029, 5, 31), _RED_HAT),
    "RHEL_9": Ending(date(2032, 5, 31), _RED_HAT),
    "ROCKY_8": Ending(date(2029, 5, 31), _ROCKY),
    "ROCKY_9": Ending(date(2032, 5, 31), _ROCKY),
}


def unencrypted(facts: Facts, _: Parameters) -> Answer:
    """A volume that is not encrypted. AWS's listing leaves the flags and the key out where nothing is encrypted."""
    told = (facts.root_encrypted, facts.user_encrypted)
    left_out = told == (None, None) and facts.is_described and facts.encryption_key is None and facts.billable
    volumes = zip(("root", "user"), (False, False) if left_out else told, strict=True)
    plain = [name for name, is_encrypted in volumes if is_encrypted is False]
    if not plain:
        return Quiet("Its volumes are encrypted." if all(told) else "Whether its volumes are encrypted is not known.")
    return Finding(
        UNENCRYPTED,
        f"Encrypt the {' and the '.join(plain)} volume",
        None,
        "medium" if left_out else "high",
        facts.today,
        (
            Evidence("root_volume_encrypted", "Root volume encrypted", facts.root_encrypted),
            Evidence("user_volume_encrypted", "User volume encrypted", facts.user_encrypted),
            Evidence("volume_encryption_key", "Key", facts.encryption_key),
        ),
        saving_note="WorkSpaces costs the same; what the requests to the key cost is not known.",
        reasons=("AWS says nothing of encryption, as it does where there is none.",) if left_out else (),
        after={f"{name}_volume_encrypted": True for name in plain},
    )


def end_of_life(facts: Facts, parameters: Parameters) -> Answer:
    """The operating system gets no security updates any more, or soon will not."""
    system = facts.operating_system
    ending = ENDINGS.get(system or "")
    if ending is None:
        return Quiet(f"No end of {system or 'an unknown system'} is known.")
    left = (ending.on - facts.today).days
    if left > parameters.end_of_life_days:
        return Quiet(f"{system} is looked after until {ending.on}.")
    is_over = left < 0
    return Finding(
        END_OF_LIFE,
        f"Replace {system}: " + ("it gets no security updates any more" if is_over else f"it ends on {ending.on}"),
        None,
        "high",
        facts.today,
        (
            Evidence("operating_system", "Operating system", system),
            Evidence("ends_on", "End of security updates", ending.on.isoformat(), None, ending.on, ending.on),
            Evidence("days_left", "Days left", left, "days"),
            Evidence("source", "Source", ending.source),
        ),
        act_by=None if is_over else ending.on,
        saving_note="What it costs afterwards depends on the system chosen.",
    )


def missing_tags(facts: Facts, parameters: Parameters) -> Answer:
    """None of the tags that name an owner is there."""
    if not parameters.owner_tags:
        return Quiet("No tags are asked for.")
    if facts.tags is None:
        return Quiet("Its tags have not been read.")
    wanted = {key.lower() for key in parameters.owner_tags}
    if any(key.lower() in wanted and value.strip() for key, value in facts.tags.items()):
        return Quiet("It has an owner's tag.")
    return Finding(
        MISSING_TAGS,
        f"Tag the owner: {' or '.join(parameters.owner_tags)}",
        Decimal(0),
        "high",
        facts.today,
        (
            Evidence("wanted", "One of these tags is wanted", ", ".join(parameters.owner_tags)),
            Evidence("tags", "Tags there are", ", ".join(sorted(facts.tags)) or "none"),
        ),
    )


RULES = (Rule((UNENCRYPTED,), unencrypted), Rule((END_OF_LIFE,), end_of_life), Rule((MISSING_TAGS,), missing_tags))
