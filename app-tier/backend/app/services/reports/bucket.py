"""Reports in an S3 bucket, for several application machines. S3 shows an object only once it is whole."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, BinaryIO, cast

import boto3
from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from app.core.config import get_settings
from app.services.reports.problems import StorageFailed
from app.services.reports.storage import CHUNK, Stored

_MISSING = ("NoSuchKey", "404")
# in this thread: the worker has nothing else to do, and memory stays at one part
_TRANSFER = TransferConfig(multipart_chunksize=16 << 20, use_threads=False)


def client() -> Any:
    """A client by botocore's own configuration (AWS_ENDPOINT_URL_S3 names another service that speaks S3)."""
    config = Config(connect_timeout=5, read_timeout=60, retries={"mode": "standard", "max_attempts": 5})
    return boto3.client("s3", region_name=get_settings().aws_region, config=config)


class Bucket:
    """Objects under a prefix of one bucket."""

    def __init__(self, name: str, prefix: str, s3: Any = None) -> None:
        self._name, self._prefix = name, prefix
        self._s3 = s3 or client()

    @contextmanager
    def _reasons(self) -> Iterator[None]:
        try:
            yield
        except (ClientError, BotoCoreError, Boto3Error) as error:
            code = error.response["Error"]["Code"] if isinstance(error, ClientError) else str(error)
            raise StorageFailed(f"The report storage (S3 bucket {self._name}) refused: {code[:200]}.") from error
        except OSError as error:
            raise StorageFailed.from_os(error) from error

    @contextmanager
    def draft(self, key: str) -> Iterator[BinaryIO]:
        """See Storage. Written to a nameless local file first, which goes with the process."""
        with self._reasons(), tempfile.TemporaryFile() as file:
            yield cast(BinaryIO, file)
            file.seek(0)
            self._s3.upload_fileobj(file, self._name, self._prefix + key, Config=_TRANSFER)

    def read(self, key: str) -> Stored | None:
        """See Storage."""
        with self._reasons():
            try:
                found = self._s3.get_object(Bucket=self._name, Key=self._prefix + key)
            except ClientError as error:
                if error.response["Error"]["Code"] in _MISSING:
                    return None
                raise
        return Stored(found["ContentLength"], found["Body"].iter_chunks(CHUNK))

    def delete(self, key: str) -> None:
        """See Storage."""
        with self._reasons():
            self._s3.delete_object(Bucket=self._name, Key=self._prefix + key)

    def older(self, than: datetime) -> list[str]:
        """See Storage."""
        with self._reasons():
            pages = self._s3.get_paginator("list_objects_v2").paginate(Bucket=self._name, Prefix=self._prefix)
            objects = [item for page in pages for item in page.get("Contents", ())]
        return [item["Key"].removeprefix(self._prefix) for item in objects if item["LastModified"] < than]
