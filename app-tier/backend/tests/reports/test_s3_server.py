"""Reports on S3: a server that speaks S3 over HTTP, the product's own client, and two application machines."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from app.core.config import get_settings
from app.services.reports import bucket, ticking
from app.services.reports.bucket import Bucket
from app.services.reports.problems import StorageFailed
from tests.reports.conftest import Owner

BUCKET = "reports-of-ours"
PART = 5 << 20  # the smallest that S3 takes


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(autouse=True)
def store(endpoint: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    """An empty bucket that the settings name."""
    for name, value in {
        "AWS_ENDPOINT_URL_S3": endpoint,
        "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "REPORTS_S3_BUCKET": BUCKET,
        "AWS_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    get_settings.cache_clear()
    s3 = bucket.client()
    s3.create_bucket(Bucket=BUCKET)
    yield Bucket(BUCKET, "reports/", s3)
    for item in s3.list_objects_v2(Bucket=BUCKET).get("Contents", ()):
        s3.delete_object(Bucket=BUCKET, Key=item["Key"])
    s3.delete_bucket(Bucket=BUCKET)
    s3.close()


def keys() -> list[str]:
    s3 = boto3.client("s3", region_name="us-east-1")
    found = [item["Key"] for item in s3.list_objects_v2(Bucket=BUCKET).get("Contents", ())]
    s3.close()
    return found


def test_a_report_goes_to_the_bucket_is_fetched_from_it_and_removed(owner: Owner, folder: Path) -> None:
    made = owner.made(report_type="inventory", columns=["user_name"], filters={"user_name": "ada"})
    (key,) = keys()
    assert key.startswith("reports/") and not folder.exists()
    answer = owner.get(f"/{made['id']}/download")
    assert answer.content == b"user_name\nada\n"
    assert hashlib.sha256(answer.content).hexdigest() == made["checksum"]
    assert owner.client.delete(f"/api/reports/{made['id']}", headers=owner.header).status_code == 204
    assert keys() == []


def test_a_large_file_goes_in_parts_and_comes_back_the_same(store: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bucket, "_TRANSFER", bucket.TransferConfig(PART, multipart_chunksize=PART, use_threads=False))
    content = bytes(range(256)) * (2 * PART // 256) + b"the end"
    with store.draft("large.csv") as file:
        file.write(content)
        assert keys() == []
    found = store.read("large.csv")
    assert found is not None and found.size == len(content)
    assert b"".join(found.chunks) == content
    assert store.read("another.csv") is None


def test_what_is_not_finished_is_not_there(store: Bucket) -> None:
    with pytest.raises(KeyError), store.draft("half.csv") as file:
        file.write(b"half")
        raise KeyError
    assert keys() == []


def test_a_bucket_that_refuses_fails_the_report_with_its_reason(owner: Owner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPORTS_S3_BUCKET", "not-there")
    get_settings.cache_clear()
    made = owner.made(report_type="inventory")
    assert (made["status"], made["error"]) == (
        "failed", "The report storage (S3 bucket not-there) refused: NoSuchBucket.")  # fmt: skip


def test_a_server_that_is_away_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    with pytest.raises(StorageFailed, match="refused"):
        Bucket(BUCKET, "reports/").read("a.csv")


def test_orphans_are_found_by_their_age(store: Bucket) -> None:
    with store.draft("a.csv") as file:
        file.write(b"a")
    now = datetime.now(UTC)
    assert store.older(now + timedelta(minutes=1)) == ["a.csv"] and store.older(now - timedelta(minutes=1)) == []


def test_expired_reports_leave_the_bucket(owner: Owner, monkeypatch: pytest.MonkeyPatch) -> None:
    from sqlalchemy import update

    from app.db.session import unit_of_work
    from app.models.models import Report

    owner.made(report_type="inventory")
    with unit_of_work() as session:
        session.execute(update(Report).values(expires_at=datetime.now(UTC) - timedelta(seconds=1)))
    ticking.tick()
    assert keys() == []
