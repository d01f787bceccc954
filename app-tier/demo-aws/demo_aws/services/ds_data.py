"""Directory Service Data: people of managed directories. AD Connectors have none, and one directory refuses."""

from typing import Any

from demo_aws.estate.company import Directory
from demo_aws.estate.seat import Seat
from demo_aws.wire.call import Call
from demo_aws.wire.errors import AwsError

PAGE = 250


def _directory(call: Call) -> Directory:
    found = next((one for one in call.fleet.directories if one.directory_id == call.params["DirectoryId"]), None)
    if found is None or found.scope != call.scope:
        raise AwsError("ResourceNotFoundException", f"Directory {call.params['DirectoryId']} does not exist.", 404)
    if found.kind == "AD_CONNECTOR":
        raise AwsError("ValidationException", "The directory is not of a type that supports this operation.", 400)
    if not found.names_readable:
        raise AwsError(
            "AccessDeniedException",
            f"User: {call.principal.arn} is not authorized to perform: ds-data:{call.operation}",
            403,
        )
    return found


def _people(call: Call, directory: Directory) -> dict[str, Seat]:
    """By lower-case account name. People of WorkSpaces that have ended stay in the directory for some days."""
    seats = (seat for seat in call.fleet.living(*call.scope, call.now) if seat.directory is directory)
    return {seat.user_name.lower(): seat for seat in seats}


def describe_user(call: Call) -> dict[str, Any]:
    directory = _directory(call)
    seat = _people(call, directory).get(call.params["SAMAccountName"].lower())
    if seat is None:
        raise AwsError("ResourceNotFoundException", "User does not exist.", 404)
    more = {"OtherAttributes": {"displayName": {"S": seat.display_name}}} if call.params.get("OtherAttributes") else {}
    return more | {
        "DirectoryId": directory.directory_id,
        "DistinguishedName": f"CN={seat.display_name},OU=Users,DC=larkfield,DC=example",
        "EmailAddress": seat.email,
        "Enabled": True,
        "GivenName": seat.given,
        "Realm": directory.name,
        "SAMAccountName": seat.user_name,
        "SID": f"S-1-5-21-1004336348-{seat.number & 0xFFFFF}",
        "Surname": seat.family,
        "UserPrincipalName": f"{seat.user_name}@{directory.name}",
    }


def list_users(call: Call) -> dict[str, Any]:
    directory = _directory(call)
    rows = [
        {
            "Enabled": True,
            "GivenName": seat.given,
            "SAMAccountName": seat.user_name,
            "SID": f"S-1-5-21-1004336348-{seat.number & 0xFFFFF}",
            "Surname": seat.family,
        }
        for _, seat in sorted(_people(call, directory).items())
    ]
    size = call.params.get("MaxResults", PAGE)
    invalid = AwsError("ValidationException", "NextToken is invalid.", 400)
    page, token = call.slice(rows, size, call.params.get("NextToken"), directory.directory_id, invalid)
    answer = {"DirectoryId": directory.directory_id, "Realm": directory.name, "Users": page}
    return answer | ({"NextToken": token} if token else {})
