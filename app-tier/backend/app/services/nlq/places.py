"""Names that people use for AWS Regions, and what a Region's code looks like."""

import re

CODE = re.compile(
    r"(?:us|eu|ap|ca|sa|me|af|il|mx)-(?:gov-)?(?:north|south|east|west|central|northeast|southeast|northwest|southwest)-\d"
)

REGIONS: dict[str, tuple[str, ...]] = {
    "us-east-1": ("virginia", "n virginia", "n. virginia", "northern virginia", "us east", "us east 1"),
    "us-east-2": ("ohio",),
    "us-west-1": ("california", "northern california", "n california"),
    "us-west-2": ("oregon", "us west 2"),
    "ca-central-1": ("canada", "montreal"),
    "sa-east-1": ("sao paulo", "são paulo", "brazil"),
    "eu-west-1": ("ireland", "dublin", "eu west 1", "euw1"),
    "eu-west-2": ("london", "uk", "england", "united kingdom"),
    "eu-west-3": ("paris", "france"),
    "eu-central-1": ("frankfurt", "germany"),
    "eu-north-1": ("stockholm", "sweden"),
    "eu-south-1": ("milan", "italy"),
    "eu-south-2": ("spain",),
    "ap-northeast-1": ("tokyo", "japan"),
    "ap-northeast-2": ("seoul", "korea", "south korea"),
    "ap-south-1": ("mumbai", "india"),
    "ap-southeast-1": ("singapore",),
    "ap-southeast-2": ("sydney", "australia", "ap southeast 2"),
    "ap-southeast-4": ("melbourne",),
    "af-south-1": ("cape town", "south africa"),
    "il-central-1": ("israel", "tel aviv"),
}  # fmt: skip
AREAS = {
    "eu-": ("europe", "eu", "emea", "european", "eu regions", "european regions"),
    "us-": ("us", "usa", "united states", "america", "the states", "us regions", "american"),
    "ap-": ("asia", "apac", "asia pacific", "asian"),
}
NICKNAMES = {name: code for code, names in REGIONS.items() for name in names}
