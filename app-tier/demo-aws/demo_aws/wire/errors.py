"""An AWS error, and how each protocol writes it."""

from dataclasses import dataclass


@dataclass
class AwsError(Exception):
    """Raised by anything that answers a call; `code` is the name the client sees, `status` the HTTP status."""

    code: str
    message: str
    status: int = 400
    fields: dict[str, object] | None = None

    def __post_init__(self) -> None:
        super().__init__(f"{self.code}: {self.message}")


def access_denied(service: str, operation: str, arn: str, reason: str = "") -> AwsError:
    """The refusal that IAM gives; `reason` names the kind of policy."""
    code = "AccessDenied" if service == "sts" else "AccessDeniedException"
    because = reason or "because no identity-based policy allows the action"
    status = 403 if service == "sts" else 400
    return AwsError(code, f"User: {arn} is not authorized to perform: {service}:{operation} {because}", status)
