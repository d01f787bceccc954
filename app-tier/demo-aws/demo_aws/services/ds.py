"""Directory Service: DescribeDirectories."""

from typing import Any

from demo_aws.estate.company import Directory
from demo_aws.wire.call import Call
from demo_aws.wire.errors import AwsError

PAGE = 10


def describe_directories(call: Call) -> dict[str, Any]:
    """The directories of one account and Region; an unknown id is an error here."""
    params = call.params
    here = [one for one in call.fleet.directories if one.scope == call.scope]
    wanted = params.get("DirectoryIds")
    unknown = set(wanted or ()) - {one.directory_id for one in here}
    if unknown:
        raise AwsError("EntityDoesNotExistException", f"Directory {min(unknown)} does not exist.")
    rows = [_row(one) for one in here if not wanted or one.directory_id in wanted]
    invalid = AwsError("InvalidNextTokenException", "The NextToken value is not valid.")
    size = params.get("Limit") or PAGE
    page, token = call.slice(rows, size, params.get("NextToken"), wanted, invalid)
    return {"DirectoryDescriptions": page} | ({"NextToken": token} if token else {})


def _row(one: Directory) -> dict[str, Any]:
    made: dict[str, Any] = {
        "DirectoryId": one.directory_id,
        "Name": one.name,
        "ShortName": one.short_name,
        "Size": "Small",
        "Alias": one.alias,
        "AccessUrl": f"{one.alias}.awsapps.com",
        "DnsIpAddrs": list(one.dns_ips),
        "Stage": "Active",
        "LaunchTime": one.account.joined_at + 90 * 86_400,
        "StageLastUpdatedDateTime": one.account.joined_at + 91 * 86_400,
        "SsoEnabled": False,
    }
    zones = [f"{one.region}a", f"{one.region}b"]
    common = {
        "VpcId": one.vpc_id,
        "SubnetIds": list(one.subnets),
        "SecurityGroupId": one.security_group,
        "AvailabilityZones": zones,
    }
    if one.kind == "AD_CONNECTOR":
        ips = [one.dns_ips[0].rpartition(".")[0] + ".21", one.dns_ips[1].rpartition(".")[0] + ".21"]
        return made | {
            "Type": "ADConnector",
            "ConnectSettings": {**common, "CustomerUserName": "svc-workspaces", "ConnectIps": ips},
        }
    return made | {
        "Type": "MicrosoftAD",
        "Edition": "Standard",
        "VpcSettings": common,
        "DesiredNumberOfDomainControllers": 2,
    }
