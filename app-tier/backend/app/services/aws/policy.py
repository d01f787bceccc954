"""The IAM policy that the collectors need, made from their own lists of actions."""

from typing import Any

from app.services.aws.collectors import COLLECTORS

# the name of an account; without it the account's number is shown
OPTIONAL = ("organizations:DescribeAccount",)


QUEUE = COLLECTORS["event_queue"]


def policy(role_arns: tuple[str, ...] = (), queue_arns: tuple[str, ...] = ()) -> dict[str, Any]:
    """An IAM policy document: read-only, and the roles of the other accounts and event queues where there are any."""
    reading = {action for collector in COLLECTORS.values() if collector is not QUEUE for action in collector.actions}
    actions = sorted(reading | set(OPTIONAL))
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
    if queue_arns:  # messages are deleted once they are stored: the one thing at AWS that is not only read
        statements.append(
            {
                "Sid": "WorkspacesInventoryEvents",
                "Effect": "Allow",
                "Action": sorted(QUEUE.actions),
                "Resource": sorted(queue_arns),
            }
        )
    return {"Version": "2012-10-17", "Statement": statements}
