"""S3: the requests that are sent, against botocore's own description of the service."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import boto3
import pytest
from botocore.response import StreamingBody
from botocore.stub import ANY, Stubber

from app.core.config import get_settings
from app.services.reports.bucket import Bucket
from app.services.reports.problems import StorageFailed
from app.services.reports.storage import storage

WHERE = {"Bucket": "b", "Key": "reports/a.csv"}


@pytest.fixture
def s3() -> Iterator[Stubber]:
    client = boto3.client("s3", region_name="us-east-1", aws_access_key_id="AKIATEST", aws_secret_access_key="x")
    with Stubber(client) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()
    client.close()


def test_a_file_is_sent_once_it_is_whole(s3: Stubber) -> None:
    s3.add_response("put_object", {}, {**WHERE, "Body": ANY, "ChecksumAlgorithm": ANY})
    with Bucket("b", "reports/", s3.client).draft("a.csv") as file:
        file.write(b"whole")


def test_a_file_that_could_not_be_finished_is_not_sent(s3: Stubber) -> None:
    with pytest.raises(KeyError), Bucket("b", "reports/", s3.client).draft("a.csv"):
        raise KeyError


def test_a_file_is_read_and_removed(s3: Stubber) -> None:
    body = StreamingBody(io.BytesIO(b"whole"), 5)
    s3.add_response("get_object", {"ContentLength": 5, "Body": body}, WHERE)
    s3.add_response("delete_object", {}, WHERE)
    place = Bucket("b", "reports/", s3.client)
    found = place.read("a.csv")
    assert found is not None and (found.size, b"".join(found.chunks)) == (5, b"whole")
    place.delete("a.csv")


def test_a_file_that_is_not_there_is_none_and_a_refusal_is_told(s3: Stubber) -> None:
    s3.add_client_error("get_object", "NoSuchKey")
    s3.add_client_error("get_object", "AccessDenied")
    place = Bucket("b", "reports/", s3.client)
    assert place.read("a.csv") is None
    with pytest.raises(StorageFailed, match="S3 bucket b\\) refused: AccessDenied"):
        place.read("a.csv")


def test_old_files_are_listed(s3: Stubber) -> None:
    now = datetime.now(UTC)
    contents = [
        {"Key": "reports/old.csv", "LastModified": now - timedelta(days=1)},
        {"Key": "reports/new.csv", "LastModified": now},
    ]
    s3.add_response("list_objects_v2", {"Contents": contents}, {"Bucket": "b", "Prefix": "reports/"})
    assert Bucket("b", "reports/", s3.client).older(now - timedelta(hours=1)) == ["old.csv"]


def test_the_setting_chooses_the_bucket(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPORTS_S3_BUCKET", "b")
    get_settings.cache_clear()
    assert isinstance(storage(), Bucket)
