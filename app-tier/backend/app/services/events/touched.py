"""Which WorkSpaces an event touches, what it does to them, and for which of them it failed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

Effect = Literal["create", "terminate"]

# ids of bundles are wsb-, of images wsi-, of pools wspool-, of IP groups wsipg-
_ID = re.compile(r"ws-[0-9A-Za-z]{1,63}")
_ARN = re.compile(r"arn:[^:]*:workspaces:[^:]*:[^:]*:workspace/(ws-[0-9A-Za-z]{1,63})")
# every member of botocore's model of the service that holds a WorkSpace's id
_ONE = frozenset(
    ("workspaceid", "sourceworkspaceid", "targetworkspaceid", "primaryworkspaceid", "standbyworkspaceid", "resourceid")
)
_MANY = frozenset(("workspaceids", "resourceids"))
_FAILED = frozenset(("failedrequests", "failedstandbyrequests"))
MAX_DEPTH = 32


@dataclass(frozen=True, slots=True)
class Touch:
    """One WorkSpace of an event. `effect` is what the event does to it, where that begins or ends its life."""

    workspace_id: str
    failed: bool = False
    effect: Effect | None = None


@dataclass(frozen=True, slots=True)
class _Found:
    workspace_id: str
    key: str
    parent: str
    failed: bool


def workspace_ids(value: object) -> Iterator[str]:
    """Every id of a WorkSpace in a text or a list of them, also where it is an ARN."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str) and (match := _ID.fullmatch(item) or _ARN.fullmatch(item)):
            yield match[1] if match.re is _ARN else item


def _walk(value: Any, parent: str, failed: bool, depth: int) -> Iterator[_Found]:
    if depth > MAX_DEPTH:
        return
    if isinstance(value, list):
        for item in value:
            yield from _walk(item, parent, failed, depth + 1)
    elif isinstance(value, dict):
        for name, item in value.items():
            key = str(name).lower()
            if key in _ONE or key in _MANY:
                yield from (_Found(found, key, parent, failed) for found in workspace_ids(item))
            if isinstance(item, dict | list):
                yield from _walk(item, key, failed or key in _FAILED, depth + 1)


def _effect(event_name: str, found: _Found) -> Effect | None:
    """What the event does to the WorkSpace that stands there. A migration ends the source and makes the target."""
    match event_name, found.parent, found.key:
        case "CreateWorkspaces", "pendingrequests", "workspaceid":
            return "create"
        case "CreateStandbyWorkspaces", "pendingstandbyrequests", "workspaceid":
            return "create"
        case "MigrateWorkspace", _, "targetworkspaceid":
            return "create"
        case "MigrateWorkspace", _, "sourceworkspaceid":
            return "terminate"
        case "TerminateWorkspaces", _, "workspaceid":
            return "terminate"
    return None


def _resources(resources: object) -> Iterator[_Found]:
    """Ids among the resources that CloudTrail names beside the parameters."""
    for item in resources if isinstance(resources, list) else []:
        if isinstance(item, dict):
            for name in ("ResourceName", "ARN", "arn"):
                yield from (_Found(found, "resource", "resources", False) for found in workspace_ids(item.get(name)))


def touched(
    event_name: str | None, request: Any, response: Any, *resources: object, refused: bool = False
) -> tuple[Touch, ...]:
    """Every WorkSpace of an event once, in order of appearance.

    `refused` is a call that failed as a whole; a batch call that answers 200 may still name failed requests.
    """
    places = [*_walk(request, "", refused, 0), *_walk(response, "", refused, 0)]
    for listed in resources:
        places += _resources(listed)
    made: dict[str, Touch] = {}
    for found in places:
        before = made.get(found.workspace_id, Touch(found.workspace_id))
        effect = before.effect or _effect(event_name or "", found)
        made[found.workspace_id] = Touch(found.workspace_id, refused or before.failed or found.failed, effect)
    return tuple(made.values())
