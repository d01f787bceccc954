"""The fleet through DescribeWorkspaces and its like, held against the truth."""

from typing import Any

import pytest

from demo_aws.estate.company import REGIONS, UNKNOWN_COMPUTE


def everything(client: Any, operation: str, member: str, **params: Any) -> list[Any]:
    return [row for page in client.get_paginator(operation).paginate(**params) for row in page[member]]


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("slug", ["larkfield", "eng", "fin"])
def test_the_listing_is_the_truth(estate: Any, slug: str, region: str) -> None:
    client = estate.client("workspaces", region, slug)
    rows = {row["WorkspaceId"]: row for row in everything(client, "describe_workspaces", "Workspaces")}
    truth = {row["workspace_id"]: row for row in estate.truth(slug, region)}
    assert rows.keys() == truth.keys()
    for workspace_id, row in rows.items():
        known = truth[workspace_id]
        assert row["UserName"] == known["user_name"]
        assert row.get("ComputerName") == known["computer_name"]
        assert row.get("IpAddress") == known["ip_address"]
        assert row["BundleId"] == known["bundle_id"]
        assert row["WorkspaceProperties"]["RunningMode"] == known["running_mode"]
        assert row["WorkspaceProperties"]["ComputeTypeName"] == known["compute_type"]
        assert row["WorkspaceProperties"]["UserVolumeSizeGib"] == known["user_volume_size_gib"]
        assert row.get("UserVolumeEncryptionEnabled", False) == known["user_volume_encrypted"]
        assert "Tags" not in row


def test_a_page_holds_25_and_the_chain_is_longer_than_50(estate: Any) -> None:
    client = estate.client("workspaces")
    pages = list(client.get_paginator("describe_workspaces").paginate())
    assert max(len(page["Workspaces"]) for page in pages) == 25
    assert len(pages) > 2


def test_some_pages_are_short_or_empty_and_go_on(estate: Any) -> None:
    client = estate.client("workspaces")
    pages = list(client.get_paginator("describe_workspaces").paginate(Limit=1))
    lengths = [len(page["Workspaces"]) for page in pages]
    assert 0 in lengths[1:-1]
    assert sum(lengths) == len(estate.truth())


def test_filters(estate: Any, code: Any) -> None:
    client = estate.client("workspaces")
    truth = estate.truth()
    ids = [row["workspace_id"] for row in truth[:25]]
    got = client.describe_workspaces(WorkspaceIds=[*ids[:24], "ws-000000000"])["Workspaces"]
    assert [row["WorkspaceId"] for row in got] == ids[:24]
    bundle = truth[0]["bundle_id"]
    by_bundle = everything(client, "describe_workspaces", "Workspaces", BundleId=bundle)
    assert len(by_bundle) == sum(row["bundle_id"] == bundle for row in truth)
    person = client.describe_workspaces(DirectoryId=truth[0]["directory_id"], UserName=truth[0]["user_name"])
    assert truth[0]["workspace_id"] in [row["WorkspaceId"] for row in person["Workspaces"]]
    both = {"BundleId": bundle, "WorkspaceIds": ids}
    assert code(lambda: client.describe_workspaces(**both)) == "InvalidParameterValuesException"
    assert code(lambda: client.describe_workspaces(UserName="a")) == "InvalidParameterValuesException"


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"Limit": 26}, "ValidationException"),
        ({"Limit": 0}, "ValidationException"),
        ({"Limit": "ten"}, "SerializationException"),
        ({"WorkspaceIds": ["ws-abcdefgh1"] * 26}, "ValidationException"),
        ({"WorkspaceIds": ["i-123"]}, "ValidationException"),
        ({"DirectoryId": "x"}, "ValidationException"),
        ({"NextToken": "made-up"}, "InvalidParameterValuesException"),
    ],
)
def test_requests_are_held_against_the_model(estate: Any, code: Any, params: dict[str, Any], expected: str) -> None:
    assert code(lambda: estate.client("workspaces").describe_workspaces(**params)) == expected


def test_a_token_belongs_to_its_request_and_its_hour(fresh: Any, code: Any) -> None:
    estate = fresh(size=400)
    client = estate.client("workspaces")
    token = client.describe_workspaces()["NextToken"]
    assert client.describe_workspaces(NextToken=token)["Workspaces"]
    bundle = estate.truth()[0]["bundle_id"]
    wrong = "InvalidParameterValuesException"
    assert code(lambda: client.describe_workspaces(NextToken=token, BundleId=bundle)) == wrong
    assert code(lambda: estate.client("workspaces", "eu-west-1").describe_workspaces(NextToken=token)) == wrong
    assert code(lambda: client.describe_workspaces(NextToken=token[:-2] + "zz")) == wrong
    estate.demo("POST", "clock", {"advance_seconds": 3700})
    assert code(lambda: client.describe_workspaces(NextToken=token)) == wrong


def test_connection_rows(estate: Any, code: Any) -> None:
    client = estate.client("workspaces")
    member = "WorkspacesConnectionStatus"
    rows = {row["WorkspaceId"]: row for row in everything(client, "describe_workspaces_connection_status", member)}
    truth = {row["workspace_id"]: row for row in estate.truth()}
    assert rows.keys() == {key for key, row in truth.items() if row["connection_state"]}
    assert any(row["state"] == "ERROR" and not row["connection_state"] for row in truth.values())
    for key, row in rows.items():
        if truth[key]["state"] == "STOPPED":
            assert row["ConnectionState"] == "UNKNOWN"
    asked = list(truth)[:25]
    got = client.describe_workspaces_connection_status(WorkspaceIds=asked)[member]
    assert {row["WorkspaceId"] for row in got} == set(asked) & rows.keys()
    many = ["ws-abcdefgh1"] * 26
    assert code(lambda: client.describe_workspaces_connection_status(WorkspaceIds=many)) == "ValidationException"


def test_the_awkward_cases_are_there(estate: Any, code: Any) -> None:
    truth = estate.truth()
    assert {"ERROR", "SUSPENDED"} <= {row["state"] for row in truth}
    assert any(row["habit"] == "never" and row["state"] != "ERROR" for row in truth)
    assert any(row["compute_type"] == UNKNOWN_COMPUTE for row in estate.truth("eng"))
    assert any(not row["tags"] for row in truth)
    denied = estate.client("workspaces", "ap-southeast-2", "care")
    assert code(denied.describe_workspaces) == "AccessDeniedException"
    assert estate.truth("care", "ap-southeast-2")
    assert estate.truth("fin", "ap-southeast-2") == []
    assert code(estate.client("workspaces", slug="fin").describe_workspaces_pools) == "AccessDeniedException"


def test_directories_bundles_groups_images_pools(estate: Any) -> None:
    client = estate.client("workspaces", slug="eng")
    directories = everything(client, "describe_workspace_directories", "Directories")
    assert {row["directory_id"] for row in estate.truth("eng")} == {one["DirectoryId"] for one in directories}
    own = everything(client, "describe_workspace_bundles", "Bundles")
    amazon = everything(client, "describe_workspace_bundles", "Bundles", Owner="AMAZON")
    assert len(amazon) > 50
    assert {row["bundle_id"] for row in estate.truth("eng")} <= {one["BundleId"] for one in (*own, *amazon)}
    groups = {group for one in directories for group in one["ipGroupIds"]}
    assert {one["groupId"] for one in client.describe_ip_groups()["Result"]} == groups
    images = {one["ImageId"] for one in client.describe_workspace_images()["Images"]}
    assert images == {one["ImageId"] for one in own}
    assert client.describe_workspaces_pools()["WorkspacesPools"] == []
    assert len(estate.client("workspaces", slug="care").describe_workspaces_pools()["WorkspacesPools"]) == 1


def test_tags_in_bulk_and_one_by_one(estate: Any, code: Any) -> None:
    client = estate.client("resourcegroupstaggingapi")
    kind = {"ResourceTypeFilters": ["workspaces:workspace"]}
    rows = everything(client, "get_resources", "ResourceTagMappingList", **kind, ResourcesPerPage=20)
    got = {row["ResourceARN"].rpartition("/")[2]: {tag["Key"]: tag["Value"] for tag in row["Tags"]} for row in rows}
    truth = {row["workspace_id"]: row["tags"] for row in estate.truth()}
    assert got == {key: tags for key, tags in truth.items() if tags}
    one = next(key for key, tags in truth.items() if tags)
    listed = estate.client("workspaces").describe_tags(ResourceId=one)["TagList"]
    assert {tag["Key"]: tag["Value"] for tag in listed} == truth[one]
    wanted = [{"Key": "environment", "Values": ["test"]}]
    test_ones = everything(client, "get_resources", "ResourceTagMappingList", **kind, TagFilters=wanted)
    assert len(test_ones) == sum(tags.get("environment") == "test" for tags in truth.values())
    unfiltered = everything(client, "get_resources", "ResourceTagMappingList")
    assert len(unfiltered) > len(rows)
    assert code(lambda: client.get_resources(ResourcesPerPage=101)) == "InvalidParameterException"
    assert code(lambda: client.get_resources(PaginationToken="zz")) == "InvalidParameterException"


def test_directory_people(estate: Any, code: Any) -> None:
    directory = estate.client("ds", slug="eng").describe_directories()["DirectoryDescriptions"][0]
    assert directory["Type"] == "MicrosoftAD"
    client = estate.client("ds-data", slug="eng")
    for row in [row for row in estate.truth("eng") if row["directory_id"] == directory["DirectoryId"]][:5]:
        user = client.describe_user(DirectoryId=directory["DirectoryId"], SAMAccountName=row["user_name"])
        assert f"{user['GivenName']} {user['Surname']}" == row["user_display_name"]
        assert user["EmailAddress"] == row["user_email"]
    nobody = {"DirectoryId": directory["DirectoryId"], "SAMAccountName": "nobody.here"}
    assert code(lambda: client.describe_user(**nobody)) == "ResourceNotFoundException"
    refusing = estate.truth("care", "eu-west-1")[0]["directory_id"]
    shut = estate.client("ds-data", "eu-west-1", "care")
    asked = {"DirectoryId": refusing, "SAMAccountName": "a.b"}
    assert code(lambda: shut.describe_user(**asked)) == "AccessDeniedException"
    unknown = {"DirectoryIds": ["d-0000000000"]}
    assert code(lambda: estate.client("ds").describe_directories(**unknown)) == "EntityDoesNotExistException"
