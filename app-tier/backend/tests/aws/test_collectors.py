from datetime import UTC, datetime
from typing import Any

import pytest

from app.services.aws.access import HOME
from app.services.aws.batch import Batch
from app.services.aws.calls import Clients
from app.services.aws.collectors import COLLECTORS
from app.services.aws.collectors.workspaces import WorkspaceRecord
from app.services.aws.errors import ErrorKind
from app.services.aws.scope import Scope
from tests.aws.fake import HOME as ACCOUNT
from tests.aws.fake import FakeAws, Refused, fleet

REGION = "eu-west-1"
HERE = (ACCOUNT, REGION)
WHOLE = {
    "WorkspaceId": "ws-ada",
    "DirectoryId": "d-1",
    "UserName": "ada",
    "IpAddress": "10.0.0.1",
    "State": "AVAILABLE",
    "BundleId": "wsb-1",
    "SubnetId": "subnet-1",
    "ErrorMessage": "e",
    "ErrorCode": "E",
    "ComputerName": "C-1",
    "VolumeEncryptionKey": "arn:aws:kms:1",
    "UserVolumeEncryptionEnabled": True,
    "RootVolumeEncryptionEnabled": False,
    "WorkspaceName": "Ada's",
    "WorkspaceProperties": {
        "RunningMode": "AUTO_STOP",
        "RunningModeAutoStopTimeoutInMinutes": 60,
        "RootVolumeSizeGib": 80,
        "UserVolumeSizeGib": 50,
        "ComputeTypeName": "STANDARD",
        "Protocols": ["WSP"],
        "OperatingSystemName": "WINDOWS_SERVER_2022",
    },
}


def collect(kind: str, ids: tuple[str, ...] = (), bundles: tuple[str, ...] = ()) -> Batch[Any]:
    return COLLECTORS[kind].collect(Clients(HOME), Scope(ACCOUNT, REGION, ids, bundles))


def ids(batch: Batch[Any]) -> list[str]:
    return [row.workspace_id for row in batch.rows]


def test_every_field_of_a_workspace_is_read(aws: FakeAws) -> None:
    aws.workspaces[HERE] = [WHOLE]
    [row] = collect("workspaces").rows
    assert row == WorkspaceRecord(
        workspace_id="ws-ada",
        directory_id="d-1",
        user_name="ada",
        computer_name="C-1",
        workspace_name="Ada's",
        ip_address="10.0.0.1",
        subnet_id="subnet-1",
        bundle_id="wsb-1",
        state="AVAILABLE",
        error_code="E",
        error_message="e",
        compute_type="STANDARD",
        operating_system="WINDOWS_SERVER_2022",
        protocols=["WSP"],
        running_mode="AUTO_STOP",
        auto_stop_timeout_minutes=60,
        root_volume_size_gib=80,
        user_volume_size_gib=50,
        root_volume_encrypted=False,
        user_volume_encrypted=True,
        volume_encryption_key="arn:aws:kms:1",
        raw=WHOLE,
    )


def test_a_workspace_with_nothing_but_an_id_is_read_with_everything_else_unknown(aws: FakeAws) -> None:
    aws.workspaces[HERE] = [{"WorkspaceId": "ws-new"}]
    [row] = collect("workspaces").rows
    values = {name: getattr(row, name) for name in WorkspaceRecord.__slots__}
    assert values.pop("workspace_id") == "ws-new"
    assert values.pop("raw") == {"WorkspaceId": "ws-new"}
    assert set(values.values()) == {None}


def test_a_member_and_an_enumeration_that_nobody_knows_are_kept(aws: FakeAws) -> None:
    properties = {"ComputeTypeName": "QUANTUM_XL", "RunningMode": "SOMETIMES"}
    aws.workspaces[HERE] = [
        {"WorkspaceId": "ws-1", "State": "DREAMING", "Color": "red", "WorkspaceProperties": properties}
    ]
    [row] = collect("workspaces").rows
    assert (row.compute_type, row.running_mode, row.state) == ("QUANTUM_XL", "SOMETIMES", "DREAMING")
    assert row.raw["Color"] == "red"


def test_nul_and_half_surrogates_become_what_the_database_can_store(aws: FakeAws) -> None:
    def odd(account: str, region: str, operation: str, request: dict[str, Any]) -> bytes:
        return rb'{"Workspaces": [{"WorkspaceId": "ws-1", "UserName": "a\u0000b", "ComputerName": "\ud800!"}]}'

    aws.hook = odd
    [row] = collect("workspaces").rows
    assert (row.user_name, row.computer_name) == ("a\ufffdb", "?!")


@pytest.mark.parametrize("number", [0, 1, 25, 26, 51, 500])
def test_every_page_is_read(aws: FakeAws, number: int) -> None:
    aws.workspaces[HERE] = fleet(number)
    batch = collect("workspaces")
    assert (len(batch.rows), batch.complete) == (number, True)


def test_an_empty_page_with_a_token_is_not_the_end(aws: FakeAws) -> None:
    pages = {"": {"Workspaces": [], "NextToken": "a"}, "a": {"NextToken": "b"}, "b": {"Workspaces": fleet(1)}}
    aws.hook = lambda *call: pages[call[3].get("NextToken", "")]
    assert ids(collect("workspaces")) == ["ws-ws00000"]


def test_a_repeated_token_is_an_error_and_not_an_endless_loop(aws: FakeAws) -> None:
    aws.hook = lambda *_: {"Workspaces": fleet(1), "NextToken": "again"}
    batch = collect("workspaces")
    assert [error.code for _, error in batch.errors] == ["RepeatedToken"]


def test_a_denied_page_keeps_what_was_read_and_is_not_complete(aws: FakeAws) -> None:
    aws.workspaces[HERE] = fleet(30)

    def deny_second(account: str, region: str, operation: str, request: dict[str, Any]) -> None:
        if request.get("NextToken"):
            raise Refused("AccessDeniedException")

    aws.hook = deny_second
    batch = collect("workspaces")
    assert (len(batch.rows), batch.complete) == (25, False)
    assert batch.errors[0][1].kind is ErrorKind.DENIED


def test_a_listing_cut_short_is_noticed_by_asking_for_what_was_known(aws: FakeAws) -> None:
    aws.workspaces[HERE] = fleet(30)
    known = (*(item["WorkspaceId"] for item in fleet(30)), "ws-really-gone")

    def lose_token(account: str, region: str, operation: str, request: dict[str, Any]) -> dict[str, Any] | None:
        return None if "WorkspaceIds" in request else {"Workspaces": fleet(30)[:25]}

    aws.hook = lose_token
    batch = collect("workspaces", known)
    assert (len(batch.rows), [error.code for _, error in batch.errors]) == (30, ["ShortListing"])


def test_what_is_gone_is_asked_for_once_more_and_stays_away(aws: FakeAws) -> None:
    aws.workspaces[HERE] = fleet(1)
    batch = collect("workspaces", ("ws-ws00000", "ws-gone"))
    assert (ids(batch), batch.complete) == (["ws-ws00000"], True)
    assert aws.asked("DescribeWorkspaces")[-1] == {"WorkspaceIds": ["ws-gone"]}


def test_tags_come_from_one_listing_and_who_is_not_in_it_has_none(aws: FakeAws) -> None:
    aws.workspaces[HERE] = fleet(2)
    aws.tags = {"ws-ws00000": {"team": "blue", "empty": ""}}
    batch = collect("tags", ("ws-ws00000", "ws-ws00001"))
    assert {row.workspace_id: row.tags for row in batch.rows} == {
        "ws-ws00000": {"team": "blue", "empty": ""},
        "ws-ws00001": {},
    }
    assert not aws.asked("DescribeTags")


@pytest.mark.parametrize(
    "refusal",
    [Refused("AccessDeniedException"), Refused("x", 404, b"<h1>Not here</h1>"), Refused("UnknownOperationException")],
)
def test_where_the_listing_of_tags_cannot_be_had_each_workspace_is_asked(aws: FakeAws, refusal: Refused) -> None:
    aws.tags = {"ws-1": {"team": "blue"}}

    def refuse(account: str, region: str, operation: str, request: dict[str, Any]) -> None:
        if operation == "GetResources":
            raise refusal

    aws.hook = refuse
    batch = collect("tags", ("ws-1", "ws-2"))
    assert ({row.workspace_id: row.tags for row in batch.rows}, batch.complete) == (
        {"ws-1": {"team": "blue"}, "ws-2": {}},
        True,
    )


def test_an_index_of_tags_that_knows_no_workspaces_is_not_believed(aws: FakeAws) -> None:
    aws.tags = {"ws-1": {"team": "blue"}}
    aws.hook = lambda *call: {"ResourceTagMappingList": []} if call[2] == "GetResources" else None
    assert [row.tags for row in collect("tags", ("ws-1",)).rows] == [{"team": "blue"}]


def test_connections_are_asked_25_at_a_time_and_a_missing_row_is_unknown(aws: FakeAws) -> None:
    names = tuple(f"ws-{i}" for i in range(51))
    aws.connections = {
        "ws-0": {
            "WorkspaceId": "ws-0",
            "ConnectionState": "CONNECTED",
            "LastKnownUserConnectionTimestamp": 1_700_000_000,
        },
        "ws-1": {
            "WorkspaceId": "ws-1",
            "ConnectionState": "UNKNOWN",
            "LastKnownUserConnectionTimestamp": "2026-01-02T03:04:05Z",
        },
    }
    rows = {
        row.workspace_id: (row.connection_state, row.last_connected_at) for row in collect("connections", names).rows
    }
    assert len(aws.asked("DescribeWorkspacesConnectionStatus")) == 3
    assert rows["ws-0"] == ("CONNECTED", datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC))
    assert rows["ws-1"] == ("UNKNOWN", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
    assert rows["ws-50"] == (None, None)


def test_a_time_that_makes_no_sense_is_unknown(aws: FakeAws) -> None:
    aws.connections = {
        "ws-1": {"WorkspaceId": "ws-1", "ConnectionState": "X", "LastKnownUserConnectionTimestamp": 9e18}
    }
    [row] = collect("connections", ("ws-1",)).rows
    assert (row.connection_state, row.last_connected_at) == ("X", None)


def test_bundles_are_own_amazons_and_those_in_use_that_neither_shows(aws: FakeAws) -> None:
    aws.bundles = [
        {
            "BundleId": "wsb-own",
            "Owner": ACCOUNT,
            "Name": "Mine",
            "RootStorage": {"Capacity": "80"},
            "ComputeType": {"Name": "POWER"},
        },
        {"BundleId": "wsb-amazon", "Owner": "AMAZON", "UserStorage": {"Capacity": "no number"}},
        {"BundleId": "wsb-shared", "Owner": "222222222222"},
    ]

    def refuse_unknown(account: str, region: str, operation: str, request: dict[str, Any]) -> None:
        if "wsb-no-more" in request.get("BundleIds", []):
            raise Refused("InvalidParameterValuesException")

    aws.hook = refuse_unknown
    batch = collect("bundles", bundles=("wsb-own", "wsb-shared", "wsb-no-more"))
    rows = {row.bundle_id: row for row in batch.rows}
    assert (set(rows), batch.complete) == ({"wsb-own", "wsb-amazon", "wsb-shared"}, True)
    assert (rows["wsb-own"].bundle_name, rows["wsb-own"].root_volume_size_gib, rows["wsb-own"].compute_type) == (
        "Mine",
        80,
        "POWER",
    )
    assert rows["wsb-amazon"].user_volume_size_gib is None


def test_every_field_of_a_directory_is_read(aws: FakeAws) -> None:
    item = {
        "DirectoryId": "d-1",
        "DirectoryName": "corp.example",
        "Alias": "corp",
        "DirectoryType": "AD_CONNECTOR",
        "RegistrationCode": "R",
        "State": "REGISTERED",
        "Tenancy": "SHARED",
        "CustomerUserName": "svc",
        "SubnetIds": ["subnet-1"],
        "DnsIpAddresses": ["10.0.0.2"],
        "ipGroupIds": ["wsipg-1"],
    }
    aws.directories = [item]
    [row] = collect("directories").rows
    assert None not in [getattr(row, name) for name in row.__slots__]
    assert (row.directory_name, row.ip_group_ids, row.raw) == ("corp.example", ["wsipg-1"], item)
