"""Security Token Service."""

import re
from typing import Any

from demo_aws.wire.call import Call
from demo_aws.wire.errors import AwsError, access_denied

CHAINED_LIMIT_SECONDS = 3600
_ROLE = re.compile(r"arn:aws[a-z-]*:iam::(\d{12}):role/([\w+=,.@/-]+)")


def get_caller_identity(call: Call) -> dict[str, Any]:
    who = call.principal
    return {"UserId": who.user_id, "Account": who.account_id, "Arn": who.arn}


def assume_role(call: Call) -> dict[str, Any]:
    """Temporary credentials for a member's role; the ExternalId must be the member's.

    DurationSeconds is 900 to 43200, and at most 3600 for a role assumed by a role (role chaining).
    """
    params = call.params
    arn = params["RoleArn"]
    match = _ROLE.fullmatch(arn)
    if not match:
        raise AwsError("ValidationError", f"{arn} is invalid")
    seconds = params.get("DurationSeconds", 3600)
    if call.principal.is_role and seconds > CHAINED_LIMIT_SECONDS:
        raise AwsError(
            "ValidationError",
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining",
        )
    account = call.world.account(match.group(1))
    admin = account is not None and arn == account.admin_role_arn
    known = account is not None and account.has_role and (admin or arn == account.role_arn)
    faults = call.world.faults.taking(match.group(1), "", "sts", "AssumeRole", 1)
    refused = any(fault.kind in ("deny_role", "suspend") for fault in faults)
    if account is None or not known or refused or not (admin or params.get("ExternalId") == account.external_id):
        raise access_denied("sts", "AssumeRole", call.principal.arn, f"on resource: {arn}")
    name = params["RoleSessionName"]
    role = arn.rpartition("/")[2]
    session = call.world.credentials.issue(account, role, name, seconds, call.real_now)
    return {
        "Credentials": {
            "AccessKeyId": session.access_key_id,
            "SecretAccessKey": session.secret,
            "SessionToken": session.token,
            "Expiration": session.expires_at,
        },
        "AssumedRoleUser": {
            "AssumedRoleId": f"AROA{account.account_id}DEMO:{name}",
            "Arn": f"arn:aws:sts::{account.account_id}:assumed-role/{role}/{name}",
        },
        "PackedPolicySize": 0,
    }
