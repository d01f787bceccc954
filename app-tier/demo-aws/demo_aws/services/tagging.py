"""Resource Groups Tagging API."""

from collections.abc import Iterator
from typing import Any

from demo_aws.estate.condition import properties
from demo_aws.estate.seat import Seat
from demo_aws.wire.call import Call
from demo_aws.wire.errors import AwsError

PAGE_MAX = 100
PAGE_DEFAULT = 50
TYPE = "workspaces:workspace"
# an account holds other things too; who forgets the type filter meets them
_OTHERS = (("ec2:instance", "arn:aws:ec2:{region}:{account}:instance/i-{hex}"), ("s3", "arn:aws:s3:::larkfield-{hex}"))


def get_resources(call: Call) -> dict[str, Any]:
    """At most 100 resources a page; a resource that never had a tag is not in it; an empty token ends the listing."""
    params = call.params
    size = params.get("ResourcesPerPage", PAGE_DEFAULT)
    if not 1 <= size <= PAGE_MAX:
        raise AwsError("InvalidParameterException", f"ResourcesPerPage must be between 1 and {PAGE_MAX}")
    if "ResourceARNList" in params and (
        "ResourceTypeFilters" in params or "TagFilters" in params or "ResourcesPerPage" in params
    ):
        raise AwsError("InvalidParameterException", "ResourceARNList cannot be used with other filters")
    bound = [params.get("TagFilters"), params.get("ResourceTypeFilters"), params.get("ResourceARNList")]
    token = params.get("PaginationToken") or None
    invalid = AwsError("InvalidParameterException", "PaginationToken is invalid")
    expired = AwsError("PaginationTokenExpiredException", "A PaginationToken is valid for a maximum of 15 minutes.")
    start = call.resume(token, bound, invalid, expired)
    rows: list[dict[str, Any]] = []
    place = start
    for after, arn, tags in _resources(call, start):
        if len(rows) == size:
            return {"ResourceTagMappingList": rows, "PaginationToken": call.token(place, bound)}
        place = after
        if _wanted(params, arn, tags):
            rows.append({"ResourceARN": arn, "Tags": [{"Key": key, "Value": value} for key, value in tags.items()]})
    return {"ResourceTagMappingList": rows, "PaginationToken": ""}


def _resources(call: Call, start: int) -> Iterator[tuple[int, str, dict[str, str]]]:
    types = call.params.get("ResourceTypeFilters") or []
    position = 0
    if not types or {TYPE, "workspaces"} & set(types):
        for seat in _seats(call, start):
            position, found = seat
            tags = properties(found, call.now).tags
            if tags:
                yield position, found.arn, tags
    base = call.fleet.size + 1_000_000
    for index, (kind, pattern) in enumerate(_OTHERS):
        if base + index >= start and (not types or kind in types or kind.split(":")[0] in types):
            arn = pattern.format(region=call.region, account=call.account_id, hex=f"{index:08x}{call.account_id}0")
            yield base + index + 1, arn, {"environment": "production"}


def _seats(call: Call, start: int) -> Iterator[tuple[int, Seat]]:
    position = 0
    for place in call.fleet.places(*call.scope):
        for slot in place[max(0, start - position) :]:
            seat = call.fleet.at(slot, call.now)
            if seat:
                yield position + slot - place.start + 1, seat
        position += len(place)
    for seat in call.fleet.added(*call.scope):
        position += 1
        if position > start and seat.alive(call.now):
            yield position, seat


def _wanted(params: dict[str, Any], arn: str, tags: dict[str, str]) -> bool:
    if "ResourceARNList" in params and arn not in params["ResourceARNList"]:
        return False
    for one in params.get("TagFilters", ()):
        if one.get("Key") not in tags:
            return False
        if one.get("Values") and tags[one["Key"]] not in one["Values"]:
            return False
    return True
