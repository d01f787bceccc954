"""Tags as they are in real life: mostly there, some missing, some odd."""

from demo_aws.estate.draw import Draw, Weights
from demo_aws.estate.seat import Seat, Tags

DEPARTMENTS = (
    ("Engineering", "CC-4100"),
    ("Data & Analytics", "CC-4120"),
    ("Finance", "CC-1200"),
    ("Customer Care", "CC-3300"),
    ("Sales EMEA", "CC-2210"),
    ("Legal", "CC-1500"),
    ("Recherche & Développement", "CC-4300"),
    ("People", "CC-1700"),
)
_ENVIRONMENTS = Weights(("production", 0.82), ("test", 0.1), ("development", 0.08))
_HOME_DEPARTMENT = {"eng": 0, "fin": 2, "care": 3}
ODD_TAGS: tuple[Tags, ...] = (
    {"note": "<b>do not delete</b> <script>alert('x')</script>"},
    {"メモ": "東京オフィス移転予定"},
    {"exception": ""},
    {"Department": "engineering "},
    {"note": '=HYPERLINK("http://example.invalid","click")'},
)


def tags_for(draw: Draw, seat: Seat, family: str) -> Tags:
    """Department, cost centre, owner and environment; about 6 % have none at all, and each key may be missing."""
    if seat.directory.is_lab:
        return {"department": "Engineering", "environment": "lab", "owner": "lab-automation", "purpose": "QA desktop"}
    if draw.chance(0.06):
        return {}
    home = _HOME_DEPARTMENT.get(seat.directory.account.slug)
    department, centre = DEPARTMENTS[home] if home is not None and draw.chance(0.8) else draw.pick(DEPARTMENTS)
    tags: Tags = {}
    if draw.chance(0.95):
        tags["department"] = department
    if draw.chance(0.9):
        tags["cost_centre"] = centre
    if draw.chance(0.85):
        tags["owner"] = f"{family}@larkfield.example" if draw.chance(0.5) else seat.email
    if draw.chance(0.92):
        tags["environment"] = draw.weighted(_ENVIRONMENTS)
    if draw.chance(0.03):
        tags["AutoStopExempt"] = "true"
    if draw.chance(0.03):
        tags |= draw.pick(ODD_TAGS)
    return tags
