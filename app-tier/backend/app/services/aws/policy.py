"""The IAM policy that the collectors need, made from their own lists of actions."""

from typing import Any

from app.services.aws.collectors import COLLECTORS

# the name of an account; without it the account's number is shown
OPTIONAL = ("organizations:DescribeAccount",)


def policy(role_arns: tuple[str, ...] = ()) -> dict[str, Any]:
    """An IAM policy document: read-only, and the roles of the other accounts where there are any."""
    actions = sorted({action for collector in COLLECTORS.values() for action in collector.actions} | set(OPTIONAL))
    statements: list[dict[str, Any]] = [
        {"Sid": "WorkspacesInventoryRead", "Effect": "Allow", "Action": actions, "Resource": "*"}
    ]
    if role_arns:
        statements.append(
            {
                "Sid": "WorkspacesInventoryAccounts",
                "Effect": "Allow",
                "Action": "sts:AssumeRole",
                "Resource": sorted(role_arns),
            }
        )
    return {"Version": "2012-10-17", "Statement": statements}
