"""Who called, from the `userIdentity` of a CloudTrail record.

Source: CloudTrail User Guide, "CloudTrail userIdentity element".
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Actor:
    """The caller. `username` is the IAM user, the session of a role, `root`, or the AWS service."""

    username: str | None
    user_type: str | None
    user_arn: str | None
    invoked_by: str | None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _last(arn: str | None) -> str | None:
    """What follows the last slash of an ARN: the session of an assumed role, the name of a federated user."""
    return _text(arn.rsplit("/", 1)[1]) if arn and "/" in arn else None


def _session(identity: dict[str, Any], arn: str | None) -> str | None:
    principal = _text(identity.get("principalId")) or ""
    by_principal = _text(principal.partition(":")[2])
    context = identity.get("sessionContext")
    issuer = context.get("sessionIssuer") if isinstance(context, dict) else None
    role = _text(issuer.get("userName")) if isinstance(issuer, dict) else None
    return _last(arn) or by_principal or role


def actor(identity: object, listed: object = None) -> Actor:
    """The caller of a record, or `listed`, the `Username` beside it in LookupEvents, where the record tells nothing."""
    fallback = _text(listed)
    if not isinstance(identity, dict):
        return Actor(fallback, None, None, None)
    kind, arn, invoked_by = (_text(identity.get(name)) for name in ("type", "arn", "invokedBy"))
    name = _text(identity.get("userName"))
    match kind:
        case "Root":
            name = "root"
        case "AssumedRole":
            name = _session(identity, arn) or name
        case "AWSService":
            name = invoked_by or name
        case "FederatedUser" | "IdentityCenterUser":
            name = name or _last(arn)
    known = name or fallback or _last(arn) or invoked_by or _text(identity.get("principalId"))
    return Actor(known, kind, arn, invoked_by)
