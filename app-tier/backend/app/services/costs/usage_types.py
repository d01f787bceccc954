"""What a usage type of the bill or the price list says: Region, kind of charge, compute type, licence.

Sources: AWS.md, "Money" (the numbers of `AW-HW-<n>`); AWS's billing prefixes of Regions, which do not follow from the
Region's name (`EU` is eu-west-1, `APS3` is ap-south-1). What is not understood is None and kind `other`.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Kind = Literal["always_on_month", "auto_stop_month", "auto_stop_hour", "software", "volume", "other"]
KINDS: tuple[Kind, ...] = ("always_on_month", "auto_stop_month", "auto_stop_hour", "software", "volume", "other")
Licence = Literal["included", "byol", "none"]

# AWS.md: n of `AW-HW-<n>`; the Price List names the others
COMPUTE_TYPES = {
    1: "VALUE",
    2: "STANDARD",
    3: "PERFORMANCE",
    4: "GRAPHICS",
    5: "GRAPHICSPRO",
    8: "POWER",
    19: "POWERPRO",
}

REGIONS = {
    "USE1": "us-east-1", "USE2": "us-east-2", "USW1": "us-west-1", "USW2": "us-west-2",
    "CAN1": "ca-central-1", "CAN2": "ca-west-1", "MXC1": "mx-central-1", "SAE1": "sa-east-1",
    "EU": "eu-west-1", "EUW1": "eu-west-1", "EUW2": "eu-west-2", "EUW3": "eu-west-3",
    "EUC1": "eu-central-1", "EUC2": "eu-central-2", "EUN1": "eu-north-1", "EUS1": "eu-south-1", "EUS2": "eu-south-2",
    "APN1": "ap-northeast-1", "APN2": "ap-northeast-2", "APN3": "ap-northeast-3",
    "APS1": "ap-southeast-1", "APS2": "ap-southeast-2", "APS3": "ap-south-1", "APS4": "ap-southeast-3",
    "APS5": "ap-south-2", "APS6": "ap-southeast-4", "APS7": "ap-southeast-5", "APS8": "ap-southeast-6",
    "APS9": "ap-southeast-7", "APE1": "ap-east-1", "APE2": "ap-east-2",
    "AFS1": "af-south-1", "CPT": "af-south-1", "ILC1": "il-central-1", "MES1": "me-south-1", "MEC1": "me-central-1",
    "UGW1": "us-gov-west-1", "UGE1": "us-gov-east-1", "CNN1": "cn-north-1", "CNW1": "cn-northwest-1",
}  # fmt: skip
# AWS writes no prefix for the oldest Region
UNPREFIXED = "us-east-1"

_SPACE = re.compile(r"(?:(?P<prefix>[A-Z]{2,4}[0-9]?|[a-z]{2}(?:-[a-z]+)+-[0-9])-)?AW-(?P<rest>.+)", re.DOTALL)
_CHARGE = re.compile(
    r"(?P<family>HWU|HW|SW)[0-9]{0,4}-(?P<number>[0-9]{1,4})(?:-(?P<variant>[0-9]{1,4}))?"
    r"(?P<auto>-AutoStop-(?:User|Usage))?"
)
_AUTO: dict[str | None, Kind] = {
    None: "always_on_month",
    "-AutoStop-User": "auto_stop_month",
    "-AutoStop-Usage": "auto_stop_hour",
}


@dataclass(frozen=True, slots=True)
class UsageType:
    """A usage type as it came, and what is understood of it; `number` is the n of `AW-HW-<n>`."""

    name: str
    region: str | None
    kind: Kind
    compute_type: str | None
    licence: Licence | None
    number: int | None


@lru_cache(maxsize=10_000)
def parse(name: str) -> UsageType:
    """Read a usage type such as `USE1-AW-HW-2-AutoStop-Usage`. Never raises: an unknown one is kept as it came."""
    space = _SPACE.fullmatch(name)
    if space is None:
        return UsageType(name, None, "other", None, None, None)
    prefix = space["prefix"]
    region = UNPREFIXED if prefix is None else REGIONS.get(prefix, prefix if prefix.islower() else None)
    charge = _CHARGE.fullmatch(space["rest"])
    if charge is None:
        return UsageType(name, region, "volume" if "volume" in name.lower() else "other", None, None, None)
    number = int(charge["number"])
    if charge["family"] == "SW":
        return UsageType(name, region, "software", None, None, number)
    licence: Licence = "byol" if charge["family"] == "HWU" else "included"
    return UsageType(name, region, _AUTO[charge["auto"]], COMPUTE_TYPES.get(number), licence, number)
