"""What the state of a collector means for whoever looks at the pages, in a sentence."""

from datetime import UTC, datetime

from app.schemas.coverage import CoverageStatus

# what is read, and where it is shown
_SHOWN = {
    "workspaces": ("WorkSpaces", "every page"),
    "directories": ("directory names", "the list and page of WorkSpaces"),
    "bundles": ("bundle names", "the list and page of WorkSpaces"),
    "tags": ("tags", "lists, filters and costs by tag"),
    "connections": ("connection states and last logins", "the list of WorkSpaces and whatever asks who is idle"),
    "usage": ("measured hours", "usage, modelled costs and recommendations"),
    "metrics": ("latency, processor and memory", "the experience of a WorkSpace"),
    "events": ("CloudTrail events", "events, and who created, changed and ended what"),
    "event_queue": ("changes within seconds", "live pages; the other readings still bring them later"),
    "people": ("names and e-mail addresses of users", "the list and page of WorkSpaces"),
    "ip_groups": ("IP groups", "the page of a directory"),
    "images": ("images", "the page of images"),
    "pools": ("pools", "the page of pools"),
    "costs": ("the bill", "billed costs and the error of the model"),
    "prices": ("list prices", "modelled costs; the built-in prices stand in"),
    "organization": ("accounts of the organization", "account names and the search for new accounts"),
}


def meaning(collector: str, status: CoverageStatus, last_good_at: datetime | None) -> str | None:
    """What is missing or old on which pages; None where all is well."""
    what, where = _SHOWN.get(collector, (collector.replace("_", " "), "their pages"))
    if status == "ok":
        return None
    if last_good_at is None:
        part = "may be incomplete" if status == "partial" else "are unknown, not 0"
        return f"Of this account and Region {what} {part}: {where}."
    at = f"{last_good_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    if status == "partial":
        return f"Some {what} may be as old as {at}; nothing was removed for what was not read: {where}."
    return f"What is shown of {what} is as of {at}; what changed since is missing: {where}."
