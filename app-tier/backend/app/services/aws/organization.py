"""The accounts of the home account's organization."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.services.aws.batch import Batch
from app.services.aws.calls import Clients
from app.services.aws.errors import AwsError
from app.services.aws.scope import Scope
from app.services.aws.values import at, text

ACTIVE = "ACTIVE"
NOT_IN_USE = "AWSOrganizationsNotInUseException"


@dataclass(frozen=True, slots=True)
class OrganizationAccountRecord:
    """One account; names are those of the `organization_accounts` table. `status` as AWS has it."""

    account_id: str
    name: str | None
    email: str | None
    status: str | None
    joined_at: datetime | None

    @classmethod
    def from_aws(cls, item: dict[str, Any]) -> "OrganizationAccountRecord":
        """The record of one `Account`. Raises KeyError without an id.

        `State` is finer than `Status`, which AWS retires.
        """
        status = text(item.get("State") or item.get("Status"))
        return cls(
            str(item["Id"]), text(item.get("Name")), text(item.get("Email")), status, at(item.get("JoinedTimestamp"))
        )


class OrganizationCollector:
    """Every account of the organization; the scope's Region is that of the endpoint (`endpoints.home_region`)."""

    kind = "organization"
    actions = ("organizations:ListAccounts",)
    after: tuple[str, ...] = ()

    def collect(self, aws: Clients, scope: Scope) -> Batch[OrganizationAccountRecord]:
        """All pages, 20 accounts each. An account outside any organization is one of none, and no error."""
        batch: Batch[OrganizationAccountRecord] = Batch(scope)
        with batch.guard("ListAccounts"):
            try:
                for page in aws.pages("organizations", "list_accounts", scope, MaxResults=20):
                    accounts = [item for item in page.get("Accounts") or [] if item and item.get("Id")]
                    batch.rows += [OrganizationAccountRecord.from_aws(item) for item in accounts]
            except AwsError as error:
                if error.code != NOT_IN_USE:
                    raise
        return batch


def role_arn(partition: str, account_id: str, role_name: str) -> str:
    """The ARN of a role by its name, which may begin with a path (`/inventory/Reader`)."""
    return f"arn:{partition}:iam::{account_id}:role/{role_name.removeprefix('/')}"
