"""WorkSpaces: the reading operations."""

from collections.abc import Iterator
from typing import Any

from demo_aws.estate.company import Bundle, Directory, tagged_id
from demo_aws.estate.condition import connection
from demo_aws.estate.draw import Draw, digest
from demo_aws.estate.rows import workspace_row
from demo_aws.estate.seat import Seat
from demo_aws.wire.call import Call
from demo_aws.wire.errors import AwsError

PAGE = 25
_SHORT_OF_256 = 8
_EMPTY_OF_256 = 3


def invalid_parameter(message: str) -> AwsError:
    return AwsError("InvalidParameterValuesException", message)


INVALID_NEXT = "The NextToken is not valid or has expired."


def _slots(call: Call, directory_id: str | None) -> list[range]:
    return [
        range(one.low, one.high)
        for one in call.fleet.directories
        if one.scope == call.scope and directory_id in (None, one.directory_id)
    ]


def _from(call: Call, start: int, directory_id: str | None) -> Iterator[tuple[int, Seat]]:
    """Living WorkSpaces from position `start` on, each with the position after it."""
    position = 0
    for place in _slots(call, directory_id):
        skipped = max(0, start - position)
        for slot in place[skipped:]:
            seat = call.fleet.at(slot, call.now)
            if seat:
                yield position + slot - place.start + 1, seat
        position += len(place)
    for seat in call.fleet.added(*call.scope):
        position += 1
        if position > start and seat.alive(call.now) and directory_id in (None, seat.directory.directory_id):
            yield position, seat


def _page_length(call: Call, start: int, limit: int) -> int:
    """AWS may give a short or an empty page and still a token; here never on the first page."""
    if not start:
        return limit
    luck = digest(call.fleet.key, f"page:{call.account_id}:{call.region}:{start}", 1)[0]
    if luck < _EMPTY_OF_256:
        return 0
    return max(1, limit // 2) if luck < _SHORT_OF_256 else limit


def _matches(call: Call, seat: Seat) -> bool:
    params = call.params
    if "UserName" in params and seat.user_name.lower() != params["UserName"].lower():
        return False
    return "BundleId" not in params or seat.bundle.bundle_id == params["BundleId"]


def describe_workspaces(call: Call) -> dict[str, Any]:
    """At most 25 a page. Filters exclude each other: ids, directory (with or without user), bundle, name."""
    params = call.params
    given = [name for name in ("WorkspaceIds", "DirectoryId", "BundleId", "WorkspaceName") if name in params]
    if len(given) > 1:
        raise invalid_parameter(f"Filters cannot be used together: {', '.join(given)}")
    if "UserName" in params and "DirectoryId" not in params:
        raise invalid_parameter("UserName requires DirectoryId")
    if "WorkspaceIds" in params:
        if "Limit" in params or "NextToken" in params:
            raise invalid_parameter("WorkspaceIds cannot be used together with Limit or NextToken")
        return {"Workspaces": [workspace_row(call.fleet, seat, call.now) for seat in _by_ids(call)]}
    if "WorkspaceName" in params:
        return {"Workspaces": []}
    bound = [params.get(name) for name in ("DirectoryId", "UserName", "BundleId")]
    start = call.resume(params.get("NextToken"), bound, invalid_parameter(INVALID_NEXT))
    # an empty page must still move on, or its token would lead back to itself
    length = _page_length(call, start, params.get("Limit", PAGE)) if start >= 0 else params.get("Limit", PAGE)
    if length == 0:
        return {"Workspaces": [], "NextToken": call.token(-start, bound)}
    return _fill(call, abs(start), length, bound)


def _fill(call: Call, start: int, length: int, bound: list[Any]) -> dict[str, Any]:
    rows: list[Any] = []
    place = start
    filtered = any(bound[1:])
    for after, seat in _from(call, start, bound[0]):
        if len(rows) == length:
            return {"Workspaces": rows, "NextToken": call.token(place, bound)}
        place = after
        if not filtered or _matches(call, seat):
            rows.append(workspace_row(call.fleet, seat, call.now))
    return {"Workspaces": rows}


def _by_ids(call: Call) -> Iterator[Seat]:
    """The WorkSpaces of WorkspaceIds that live here; AWS leaves unknown ones out without an error."""
    for workspace_id in dict.fromkeys(call.params["WorkspaceIds"]):
        seat = call.fleet.find(workspace_id)
        if seat and seat.directory.scope == call.scope and seat.alive(call.now):
            yield seat


def describe_workspaces_connection_status(call: Call) -> dict[str, Any]:
    """At most 25 ids, or pages of 25 without ids. New WorkSpaces and those in ERROR have no row."""
    params = call.params
    if "WorkspaceIds" in params:
        seats = list(_by_ids(call))
        return {"WorkspacesConnectionStatus": _connections(call, seats)}
    start = call.resume(params.get("NextToken"), "", invalid_parameter(INVALID_NEXT))
    seats = []
    place = start
    for after, seat in _from(call, start, None):
        if len(seats) == PAGE:
            return {"WorkspacesConnectionStatus": _connections(call, seats), "NextToken": call.token(place, "")}
        place = after
        seats.append(seat)
    return {"WorkspacesConnectionStatus": _connections(call, seats)}


def _connections(call: Call, seats: list[Seat]) -> list[dict[str, Any]]:
    rows = []
    for seat in seats:
        link = connection(call.fleet, seat, call.now)
        if link is None:
            continue
        row: dict[str, Any] = {
            "WorkspaceId": seat.workspace_id,
            "ConnectionState": link.state,
            "ConnectionStateCheckTimestamp": link.checked_at,
        }
        if link.last_at is not None:
            row["LastKnownUserConnectionTimestamp"] = link.last_at
        rows.append(row)
    return rows


def describe_workspace_directories(call: Call) -> dict[str, Any]:
    wanted = call.params.get("DirectoryIds")
    rows = [
        _directory(one)
        for one in call.fleet.directories
        if one.scope == call.scope and (wanted is None or one.directory_id in wanted)
    ]
    size = call.params.get("Limit", PAGE)
    page, token = call.slice(rows, size, call.params.get("NextToken"), wanted, invalid_parameter(INVALID_NEXT))
    return {"Directories": page} | ({"NextToken": token} if token else {})


def _directory(one: Directory) -> dict[str, Any]:
    allow = {
        "DeviceTypeWindows": "ALLOW",
        "DeviceTypeOsx": "ALLOW",
        "DeviceTypeWeb": "DENY",
        "DeviceTypeLinux": "ALLOW",
    }
    return {
        "DirectoryId": one.directory_id,
        "Alias": one.alias,
        "DirectoryName": one.name,
        "RegistrationCode": one.registration_code,
        "SubnetIds": list(one.subnets),
        "DnsIpAddresses": list(one.dns_ips),
        "CustomerUserName": "svc-workspaces" if one.kind == "AD_CONNECTOR" else "Administrator",
        "IamRoleId": f"arn:aws:iam::{one.account.account_id}:role/workspaces_DefaultRole",
        "DirectoryType": one.kind,
        "WorkspaceSecurityGroupId": one.security_group,
        "State": "REGISTERED",
        "WorkspaceCreationProperties": {
            "EnableInternetAccess": False,
            "DefaultOu": "OU=WorkSpaces,DC=larkfield,DC=example",
            "UserEnabledAsLocalAdministrator": one.is_lab,
            "EnableMaintenanceMode": True,
        },
        "ipGroupIds": list(one.ip_groups),
        "WorkspaceAccessProperties": allow,
        "Tenancy": "SHARED",
        "SelfservicePermissions": {
            "RestartWorkspace": "ENABLED",
            "IncreaseVolumeSize": "DISABLED",
            "ChangeComputeType": "DISABLED",
            "SwitchRunningMode": "DISABLED",
            "RebuildWorkspace": "DISABLED",
        },
        "EndpointEncryptionMode": "STANDARD_TLS",
        "UserIdentityType": "AWS_DIRECTORY_SERVICE",
        "WorkspaceType": "PERSONAL",
    }


def describe_workspace_bundles(call: Call) -> dict[str, Any]:
    """The account's own bundles, or Amazon's with Owner=AMAZON; ids may be of either kind."""
    params = call.params
    wanted, owner = params.get("BundleIds"), params.get("Owner")
    if wanted and owner:
        raise invalid_parameter("BundleIds and Owner cannot be used together")
    own = call.fleet.own.get(call.scope, ())
    if wanted:
        bundles = [one for one in (*own, *call.fleet.amazon) if one.bundle_id in wanted]
    elif owner is None or owner == call.account_id:
        bundles = list(own)
    else:
        bundles = list(call.fleet.amazon) if owner == "AMAZON" else []
    rows = [_bundle(one) for one in bundles]
    page, token = call.slice(rows, PAGE, params.get("NextToken"), [wanted, owner], invalid_parameter(INVALID_NEXT))
    return {"Bundles": page} | ({"NextToken": token} if token else {})


def _bundle(one: Bundle) -> dict[str, Any]:
    return {
        "BundleId": one.bundle_id,
        "Name": one.name,
        "Owner": one.owner,
        "Description": one.description,
        "ImageId": one.image_id,
        "RootStorage": {"Capacity": str(one.root_gib)},
        "UserStorage": {"Capacity": str(one.user_gib)},
        "ComputeType": {"Name": one.compute},
        "LastUpdatedTime": one.created_at + 86_400 * 30,
        "CreationTime": one.created_at,
        "State": "AVAILABLE",
        "BundleType": "REGULAR",
    }


def describe_ip_groups(call: Call) -> dict[str, Any]:
    wanted = call.params.get("GroupIds")
    names = ("Head office", "Remote access VPN", "Contractor VPN")
    groups = sorted({group for one in call.fleet.directories if one.scope == call.scope for group in one.ip_groups})
    rows = []
    for index, group in enumerate(groups):
        octet = digest(call.fleet.key, group, 2)
        rule = {"ipRule": f"203.0.113.{octet[0]}/32", "ruleDesc": names[index % 3]}
        rows.append(
            {"groupId": group, "groupName": names[index % 3], "groupDesc": "Managed by Network", "userRules": [rule]}
        )
    rows = [row for row in rows if wanted is None or row["groupId"] in wanted]
    size = call.params.get("MaxResults", PAGE)
    page, token = call.slice(rows, size, call.params.get("NextToken"), wanted, invalid_parameter(INVALID_NEXT))
    return {"Result": page} | ({"NextToken": token} if token else {})


def describe_workspace_images(call: Call) -> dict[str, Any]:
    wanted = call.params.get("ImageIds")
    shared = call.params.get("ImageType") == "SHARED"
    rows = [
        {
            "ImageId": one.image_id,
            "Name": one.name.replace(" ", "_").replace("&", "and"),
            "Description": one.description.replace("&", "and").replace(",", ""),
            "OperatingSystem": {"Type": "WINDOWS" if one.operating_system.startswith("WINDOWS") else "LINUX"},
            "State": "AVAILABLE",
            "RequiredTenancy": "DEDICATED" if one.byol else "DEFAULT",
            "Created": one.created_at - 86_400,
            "OwnerAccountId": call.account_id,
        }
        for one in call.fleet.own.get(call.scope, ())
        if not shared and (wanted is None or one.image_id in wanted)
    ]
    size = call.params.get("MaxResults", PAGE)
    page, token = call.slice(
        rows, size, call.params.get("NextToken"), [wanted, shared], invalid_parameter(INVALID_NEXT)
    )
    return {"Images": page} | ({"NextToken": token} if token else {})


def describe_workspaces_pools(call: Call) -> dict[str, Any]:
    """One pool in each Region of the customer-care account, none elsewhere."""
    rows = []
    here = [one for one in call.fleet.directories if one.scope == call.scope and one.account.slug == "care"]
    for one in here:
        pool_id = tagged_id("wspool-", call.fleet.key, f"pool:{one.directory_id}")
        busy = Draw(call.fleet.key, f"pool:{pool_id}:{int(call.now) // 600}").between(2, 18)
        rows.append(
            {
                "PoolId": pool_id,
                "PoolArn": f"arn:aws:workspaces:{call.region}:{call.account_id}:workspacespool/{pool_id}",
                "CapacityStatus": {
                    "AvailableUserSessions": 20 - busy,
                    "DesiredUserSessions": 20,
                    "ActualUserSessions": 20,
                    "ActiveUserSessions": busy,
                },
                "PoolName": "peak-season",
                "Description": "Extra agents in the peak season",
                "State": "RUNNING",
                "CreatedAt": 1_700_000_000,
                "BundleId": call.fleet.own[call.scope][0].bundle_id,
                "DirectoryId": one.directory_id,
                "RunningMode": "AUTO_STOP",
            }
        )
    wanted = call.params.get("PoolIds")
    rows = [row for row in rows if wanted is None or row["PoolId"] in wanted]
    size = call.params.get("Limit", PAGE)
    page, token = call.slice(rows, size, call.params.get("NextToken"), wanted, invalid_parameter(INVALID_NEXT))
    return {"WorkspacesPools": page} | ({"NextToken": token} if token else {})
