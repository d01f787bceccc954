"""EventBridge's events in the queue: what happens in the estate arrives, at least once, and goes when it is deleted."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from demo_aws.world import Options
from tests.conftest import Estate, running


@pytest.fixture(scope="module")
def estate() -> Iterator[Estate]:
    """An estate of one's own: these tests change it."""
    with running(Options(rate=0)) as one:
        yield one


def queue(estate: Estate) -> tuple[Any, str]:
    client = estate.client("sqs")
    return client, client.get_queue_url(QueueName="workspaces-inventory")["QueueUrl"]


def emptied(client: Any, url: str) -> list[dict[str, Any]]:
    """The bodies of everything that waits, taken off the queue."""
    bodies = []
    while messages := client.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        bodies += [json.loads(message["Body"]) for message in messages]
        entries = [{"Id": str(i), "ReceiptHandle": m["ReceiptHandle"]} for i, m in enumerate(messages)]
        assert client.delete_message_batch(QueueUrl=url, Entries=entries).get("Failed", []) == []
    return bodies


def test_a_call_that_changes_something_arrives_as_cloudtrail_tells_it(estate: Estate) -> None:
    client, url = queue(estate)
    emptied(client, url)
    mine = estate.truth("eng", "us-east-1")[0]["workspace_id"]
    estate.client("workspaces", slug="eng", admin=True).create_tags(ResourceId=mine, Tags=[{"Key": "k", "Value": "v"}])
    message = client.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=5)["Messages"]
    told = [json.loads(one["Body"]) for one in message]
    [made] = [one for one in told if one["detail"].get("eventName") == "CreateTags"]
    assert made["detail-type"] == "AWS API Call via CloudTrail"
    assert (made["account"], made["region"]) == (estate.account("eng").account_id, "us-east-1")
    assert made["detail"]["requestParameters"]["resourceId"] == mine


def test_logins_name_the_directory_with_its_prefix(estate: Estate) -> None:
    client, url = queue(estate)
    emptied(client, url)
    estate.demo("POST", "clock", {"advance_seconds": 3500})
    client.receive_message(QueueUrl=url, WaitTimeSeconds=2, VisibilityTimeout=0)
    logins = [one for one in emptied(client, url) if one["detail-type"] == "WorkSpaces Access"]
    assert logins
    for one in logins:
        assert one["detail"]["actionType"] == "successfulLogin"
        assert one["detail"]["directoryId"].startswith("domain/d-")
        assert one["detail"]["workspaceId"].startswith("ws-")


def test_a_message_is_out_of_sight_until_it_is_deleted_or_its_time_is_over(estate: Estate) -> None:
    client, url = queue(estate)
    emptied(client, url)
    client.send_message(QueueUrl=url, MessageBody="mine")

    def mine(**options: Any) -> list[dict[str, Any]]:
        found = client.receive_message(QueueUrl=url, MaxNumberOfMessages=10, AttributeNames=["All"], **options)
        return [one for one in found.get("Messages", []) if one["Body"] == "mine"]

    [first] = mine(VisibilityTimeout=0)
    [again] = mine(VisibilityTimeout=60)
    assert (first["MessageId"], again["Attributes"]["ApproximateReceiveCount"]) == (again["MessageId"], "2")
    assert mine() == []
    client.delete_message(QueueUrl=url, ReceiptHandle=first["ReceiptHandle"])
    assert client.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"].startswith(
        "arn:aws:sqs:us-east-1:"
    )


@pytest.mark.parametrize("options", [{"slug": "eng"}, {"region": "eu-west-1"}])
def test_there_is_one_queue_in_one_region_of_the_home_account(estate: Estate, options: dict[str, str]) -> None:
    with pytest.raises(ClientError) as refused:
        estate.client("sqs", **options).get_queue_url(QueueName="workspaces-inventory")
    assert refused.value.response["Error"]["Code"] == "AWS.SimpleQueueService.NonExistentQueue"


def test_limits_are_those_of_sqs(estate: Estate) -> None:
    client, url = queue(estate)
    for wrong in ({"MaxNumberOfMessages": 11}, {"WaitTimeSeconds": 21}):
        with pytest.raises(ClientError):
            client.receive_message(QueueUrl=url, **wrong)
