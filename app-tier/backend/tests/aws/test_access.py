import socket
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from app.services.aws import access
from app.services.aws.access import HOME, AccountAccess, whoami
from app.services.aws.calls import Clients
from app.services.aws.collectors import COLLECTORS
from app.services.aws.errors import Asked, AwsError, ErrorKind, translate
from app.services.aws.policy import policy
from app.services.aws.scope import Scope
from tests.aws.conftest import signed_in
from tests.aws.fake import HOME as ACCOUNT
from tests.aws.fake import FakeAws, Refused, fleet, role

OTHER = "222222222222"


def other(aws: FakeAws) -> AccountAccess:
    return AccountAccess("role", OTHER, **role(aws, OTHER))


def test_an_account_is_known_by_home_credentials_and_by_role(aws: FakeAws) -> None:
    assert whoami(HOME).account_id == ACCOUNT
    assert whoami(other(aws)) == access.Identity(OTHER, f"arn:aws:iam::{OTHER}:user/sync", "aws")


def test_wrong_credentials_say_which_setting_to_look_at(aws: FakeAws, monkeypatch: pytest.MonkeyPatch) -> None:
    signed_in(monkeypatch, aws.url, "AKIAWRONG")
    with pytest.raises(AwsError, match=r"does not accept .* AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY") as caught:
        whoami(HOME)
    assert caught.value.kind is ErrorKind.CREDENTIALS


def test_no_credentials_at_all_say_so(aws: FakeAws, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    access.forget()
    with pytest.raises(AwsError, match="no usable AWS credentials") as caught:
        whoami(HOME)
    assert caught.value.kind is ErrorKind.CREDENTIALS


def test_a_denied_role_is_named(aws: FakeAws) -> None:
    denied = AccountAccess("role", OTHER, f"arn:aws:iam::{OTHER}:role/Nope", "shared-secret")
    with pytest.raises(AwsError, match=f"The role arn:aws:iam::{OTHER}:role/Nope cannot be assumed") as caught:
        whoami(denied)
    assert caught.value.kind is ErrorKind.DENIED


def test_an_unreachable_endpoint_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
        signed_in(monkeypatch, url)
        with pytest.raises(AwsError, match=f"AWS at {url}/ cannot be reached .*AWS_ENDPOINT_URL") as caught:
            whoami(HOME)
    assert caught.value.kind is ErrorKind.UNREACHABLE
    access.forget()


def test_credentials_that_aws_calls_expired_are_renewed_in_mid_listing(aws: FakeAws) -> None:
    aws.workspaces[(OTHER, "eu-west-1")] = fleet(60)
    account = other(aws)

    def expire(_: str, region: str, operation: str, request: dict[str, Any]) -> None:
        if request.get("NextToken") == "25":
            aws.expired.add(f"ASIA{OTHER}0001")
            if aws.assumed == 1:
                raise Refused("ExpiredTokenException")

    aws.hook = expire
    batch = COLLECTORS["workspaces"].collect(Clients(account), Scope(OTHER, "eu-west-1"))
    assert (len(batch.rows), batch.complete, aws.assumed) == (60, True, 2)


def test_a_session_that_aws_ended_is_renewed_before_the_account_is_called_unreachable(aws: FakeAws) -> None:
    account = other(aws)
    whoami(account)
    aws.expired.add(f"ASIA{OTHER}0001")
    assert whoami(account).account_id == OTHER
    assert aws.assumed == 2


def test_throttled_calls_are_retried_and_counted(aws: FakeAws) -> None:
    aws.workspaces[(ACCOUNT, "eu-west-1")] = fleet(1)
    refusals = iter([Refused("ThrottlingException"), Refused("TooManyRequestsException", 429)])

    def throttle(*_: object) -> None:
        if (refusal := next(refusals, None)) is not None:
            raise refusal

    aws.hook = throttle
    clients = Clients(HOME)
    batch = COLLECTORS["workspaces"].collect(clients, Scope(ACCOUNT, "eu-west-1"))
    assert (len(batch.rows), batch.complete, clients.calls, clients.throttled) == (1, True, 3, 2)


@pytest.mark.parametrize(
    ("refusal", "kind"),
    [
        (Refused("AccessDeniedException"), ErrorKind.DENIED),
        (Refused("com.amazonaws.workspaces#UnknownOperationException"), ErrorKind.NOT_SUPPORTED),
        (Refused("x", 404, b"<html>nothing here</html>"), ErrorKind.NOT_SUPPORTED),
        (Refused("x", 405, b""), ErrorKind.NOT_SUPPORTED),
        (Refused("x", 403, b"go away"), ErrorKind.DENIED),
        (Refused("InvalidParameterValuesException"), ErrorKind.INVALID),
        (Refused("SomethingNew"), ErrorKind.INVALID),
    ],
)
def test_refusals_are_sorted_by_what_can_be_done(aws: FakeAws, refusal: Refused, kind: ErrorKind) -> None:
    def refuse(*_: object) -> None:
        raise refusal

    aws.hook = refuse
    batch = COLLECTORS["directories"].collect(Clients(HOME), Scope(ACCOUNT, "eu-west-1"))
    [(what, error)] = batch.errors
    assert (what, error.kind) == ("DescribeWorkspaceDirectories", kind)
    assert "workspaces:DescribeWorkspaceDirectories" in error.message


def test_an_answer_that_is_not_json_is_an_error_and_no_empty_fleet(aws: FakeAws) -> None:
    aws.hook = lambda *_: b"<html>a proxy's page</html>"
    batch = COLLECTORS["workspaces"].collect(Clients(HOME), Scope(ACCOUNT, "eu-west-1"))
    assert not batch.complete


def test_the_policy_is_read_only_and_has_every_action_of_the_collectors() -> None:
    [statement] = policy()["Statement"]
    collectors = [c for kind, c in COLLECTORS.items() if kind != "event_queue"]
    assert {a for c in collectors for a in c.actions} <= set(statement["Action"])
    gates = {"ds:AccessDSData"}  # lets nothing be read or done by itself: ds-data:DescribeUser asks for it as well
    reading = ("Describe", "Get", "List", "Lookup")
    assert all(action.split(":")[1].startswith(reading) for action in set(statement["Action"]) - gates)
    assert policy(("arn:aws:iam::1:role/R",))["Statement"][1]["Resource"] == ["arn:aws:iam::1:role/R"]


def test_the_policy_lets_messages_be_taken_from_the_configured_queues_and_no_other() -> None:
    queue = "arn:aws-us-gov:sqs:us-gov-west-1:111122223333:inventory"
    statement = policy(queue_arns=(queue,))["Statement"][1]
    assert statement["Action"] == ["sqs:DeleteMessage", "sqs:GetQueueUrl", "sqs:ReceiveMessage"]
    assert statement["Resource"] == [queue]


def test_a_role_whose_account_is_gone_is_not_blamed_on_the_keys() -> None:
    role = "arn:aws:iam::222222222222:role/Reader"
    asked = Asked("workspaces:DescribeWorkspaces", "us-east-1", "222222222222", role)
    refused = {"Error": {"Code": "UnrecognizedClientException", "Message": "The security token is invalid."}}
    told = translate(ClientError(refused, "DescribeWorkspaces"), asked)
    assert told.kind is ErrorKind.CREDENTIALS
    assert f"the session of the role {role}" in str(told)
    assert "AWS_ACCESS_KEY_ID" not in str(told)
    by_keys = translate(ClientError(refused, "DescribeWorkspaces"), replace(asked, role_arn=None))
    assert "AWS_ACCESS_KEY_ID" in str(by_keys)
