"""AWS Organizations, as the management account sees it."""

from typing import Any

from demo_aws.estate.company import Account
from demo_aws.estate.draw import Draw
from demo_aws.wire.call import Call
from demo_aws.wire.errors import AwsError, access_denied

PAGE = 20


def _organization_id(call: Call) -> str:
    return "o-" + Draw(call.fleet.key, "organization").hex(10)


def _only_from_home(call: Call) -> None:
    if call.account_id != call.world.home.account_id:
        raise access_denied("organizations", call.operation, call.principal.arn)


def _arn(call: Call, account: Account) -> str:
    return f"arn:aws:organizations::{call.world.home.account_id}:account/{_organization_id(call)}/{account.account_id}"


def describe_organization(call: Call) -> dict[str, Any]:
    home = call.world.home
    stem = f"arn:aws:organizations::{home.account_id}"
    organization = _organization_id(call)
    return {
        "Organization": {
            "Id": organization,
            "Arn": f"{stem}:organization/{organization}",
            "FeatureSet": "ALL",
            "MasterAccountArn": _arn(call, home),
            "MasterAccountId": home.account_id,
            "MasterAccountEmail": home.email,
            "AvailablePolicyTypes": [{"Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED"}],
        }
    }


def _row(call: Call, account: Account) -> dict[str, Any]:
    status = "SUSPENDED" if call.world.faults.suspended(account.account_id) else account.status
    return {
        "Id": account.account_id,
        "Arn": _arn(call, account),
        "Email": account.email,
        "Name": account.name,
        "Status": status,
        "State": status,
        "JoinedMethod": "INVITED" if account.slug == "oldharbour" else "CREATED",
        "JoinedTimestamp": account.joined_at,
    }


def list_accounts(call: Call) -> dict[str, Any]:
    """At most 20 a page; pages are short on purpose, as they sometimes are."""
    _only_from_home(call)
    size = min(call.params.get("MaxResults", PAGE), 4)
    invalid = AwsError(
        "InvalidInputException",
        "You specified an invalid value for NextToken.",
        fields={"Reason": "INVALID_NEXT_TOKEN"},
    )
    rows = [_row(call, account) for account in call.fleet.accounts]
    page, token = call.slice(rows, size, call.params.get("NextToken"), "", invalid)
    return {"Accounts": page} | ({"NextToken": token} if token else {})


def describe_account(call: Call) -> dict[str, Any]:
    _only_from_home(call)
    account = call.world.account(call.params["AccountId"])
    if account is None:
        raise AwsError("AccountNotFoundException", "You specified an account that doesn't exist.")
    return {"Account": _row(call, account)}
