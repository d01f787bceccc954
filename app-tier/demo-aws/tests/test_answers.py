"""Our answers, held against botocore's models; and the command line."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from demo_aws.services.registry import handler
from demo_aws.wire.call import Call
from demo_aws.wire.errors import AwsError
from demo_aws.wire.models import SERVICES, Rule, output_rule, service_model
from demo_aws.wire.validation import check
from demo_aws.world import QUEUE_NAME

HOUR = 3600


def params(estate: Any, operation: str) -> dict[str, Any]:
    now = estate.world.clock.now()
    row = estate.truth()[0]
    managed = next(one.directory_id for one in estate.world.fleet.directories if one.account.slug == "eng")
    metric = {"Namespace": "AWS/WorkSpaces", "MetricName": "UserConnected",
              "Dimensions": [{"Name": "WorkspaceId", "Value": row["workspace_id"]}]}  # fmt: skip
    span, each = {"StartTime": now - HOUR, "EndTime": now}, {"Period": 300, "Stat": "Sum"}
    day = datetime.fromtimestamp(now, UTC).date()
    month = {"TimePeriod": {"Start": str(day - timedelta(days=30)), "End": str(day)}}
    return {
        "DescribeTags": {"ResourceId": row["workspace_id"]},
        "DescribeAccount": {"AccountId": row["account_id"]},
        "GetMetricData": {"MetricDataQueries": [{"Id": "a", "MetricStat": {"Metric": metric, **each}}], **span},
        "GetMetricStatistics": {**metric, **span, "Period": 300, "Statistics": ["Sum"]},
        "ListMetrics": {},
        "GetCostAndUsage": {**month, "Granularity": "MONTHLY", "Metrics": ["UnblendedCost"]},
        "GetDimensionValues": {**month, "Dimension": "REGION"},
        "GetProducts": {"ServiceCode": "AmazonWorkSpaces"},
        "GetAttributeValues": {"ServiceCode": "AmazonWorkSpaces", "AttributeName": "bundle"},
        "DescribeUser": {"DirectoryId": managed, "SAMAccountName": estate.truth("eng")[0]["user_name"]},
        "ListUsers": {"DirectoryId": managed},
        "GetQueueUrl": {"QueueName": QUEUE_NAME},
        "GetQueueAttributes": {"QueueUrl": f"https://sqs/{row['account_id']}/{QUEUE_NAME}", "AttributeNames": ["All"]},
    }.get(operation, {})  # fmt: skip


READING = [
    (service, name)
    for service in SERVICES
    for name in service_model(service).operation_names
    if handler(service, name) and name.startswith(("Describe", "List", "Get", "Lookup"))
]


@pytest.mark.parametrize(("service", "operation"), READING)
def test_every_reading_operation_answers_as_its_model_says(estate: Any, service: str, operation: str) -> None:
    world = estate.world
    slug = "eng" if service == "ds-data" else "larkfield"
    principal = world.credentials.home_user()
    if slug == "eng":
        keys = estate.keys(slug)
        principal, _ = world.credentials.resolve("sts", keys["aws_access_key_id"], keys["aws_session_token"], 0.0)
    now = world.clock.now()
    call = Call(world, service, operation, "us-east-1", principal, params(estate, operation), now, now)
    answer = handler(service, operation)
    assert answer is not None
    document = orjson.loads(orjson.dumps(answer(call)))
    rule = output_rule(service, operation)
    assert rule is not None
    # the one compute type that no model knows is there on purpose
    problems = [one for one in _problems(service, rule, document) if "QUANTUM_9XL" not in one]
    assert not problems


def _problems(service: str, rule: Rule, document: dict[str, Any]) -> list[str]:
    try:
        check(service, rule, document)
    except AwsError as error:
        return error.message.split("; ")
    return []


def test_unknown_members_and_operations_are_refused(estate: Any, code: Any) -> None:
    client = estate.client("workspaces")
    assert code(client.describe_account) == "UnknownOperationException"


def test_the_accounts_command_opens_the_server(estate: Any) -> None:
    run = [sys.executable, "-m", "demo_aws", "accounts", "--size", "500", "--seed", "1", "--json"]
    document = json.loads(subprocess.run(run, check=True, capture_output=True, cwd=Path(__file__).parents[1]).stdout)
    assert document == estate.demo("GET", "accounts")
    assert document["home"]["access_key_id"] == estate.world.credentials.access_key_id
    assert set(document["accounts"][0]) == {"account_id", "name", "role_arn", "external_id", "regions"}
    assert len(document["accounts"]) == 3


def test_serve_gets_ready_and_stops_on_a_signal(tmp_path: Path) -> None:

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    run = [sys.executable, "-m", "demo_aws", "serve", "--port", str(port), "--state-dir", str(tmp_path)]
    begun = time.monotonic()
    with subprocess.Popen(run, cwd=Path(__file__).parents[1]) as server:
        try:
            health: dict[str, Any] = {}
            while not health and time.monotonic() < begun + 20:
                try:
                    with urllib.request.urlopen(f"http://127.0.0.1:{port}/_demo/health", timeout=2) as answer:
                        health = json.load(answer)
                except OSError:
                    assert server.poll() is None
            assert health["status"] == "ok"
            assert health["size"] == 500
        finally:
            server.terminate()
    assert server.returncode in (0, -15)


if shutil.which("aws"):  # where the CLI is not installed there is nothing to test

    def test_the_aws_cli_reads_the_fleet(estate: Any) -> None:
        keys = estate.keys("larkfield")
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": "/nonexistent",
            "AWS_ENDPOINT_URL": estate.url,
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": keys["aws_access_key_id"],
            "AWS_SECRET_ACCESS_KEY": keys["aws_secret_access_key"],
        }
        query = ["workspaces", "describe-workspaces", "--query", "Workspaces[].WorkspaceId", "--output", "json"]
        run = subprocess.run([str(shutil.which("aws")), *query], check=True, capture_output=True, env=environment)
        assert len(json.loads(run.stdout)) == len(estate.truth())
