"""Where the files lie: a folder of this machine, or an S3 bucket that several machines share. One seam for both."""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol

from app.core.config import get_settings
from app.services.reports.problems import StorageFailed

CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Stored:
    """A whole file: its size in bytes and its content piece by piece."""

    size: int
    chunks: Iterator[bytes]


class Storage(Protocol):
    """What both kinds can do. Every method raises StorageFailed with a reason for people."""

    def draft(self, key: str) -> AbstractContextManager[BinaryIO]:
        """A seekable file to write; when the block ends well it is there under the key, whole; else nothing is."""

    def read(self, key: str) -> Stored | None:
        """The file, or None where there is none."""

    def delete(self, key: str) -> None:
        """Remove the file; one that is not there is removed already."""

    def older(self, than: datetime) -> list[str]:
        """Keys of files that were written before a time."""


class Folder:
    """A folder of this machine. A file is written beside its place and moved there once it is on the disk."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def _part(self, key: str) -> Path:
        return self._root / f".{key}.part"

    @contextmanager
    def draft(self, key: str) -> Iterator[BinaryIO]:
        """See Storage. What a killed worker left is written over by the next attempt."""
        part = self._part(key)
        try:
            self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
            with part.open("w+b") as file:
                part.chmod(0o600)
                yield file
                file.flush()
                os.fsync(file.fileno())
            part.replace(self._root / key)
            self._sync_folder()
        except BaseException as error:
            with suppress(OSError):
                part.unlink()
            if isinstance(error, OSError):
                raise StorageFailed.from_os(error) from error
            raise

    def _sync_folder(self) -> None:
        folder = os.open(self._root, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def read(self, key: str) -> Stored | None:
        """See Storage. Opened at once, so that it stays readable when it expires meanwhile."""
        try:
            file = (self._root / key).open("rb")
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StorageFailed.from_os(error) from error
        return Stored(os.fstat(file.fileno()).st_size, _chunks(file))

    def delete(self, key: str) -> None:
        """See Storage."""
        try:
            (self._root / key).unlink(missing_ok=True)
            self._part(key).unlink(missing_ok=True)
        except NotADirectoryError:
            return
        except OSError as error:
            raise StorageFailed.from_os(error) from error

    def older(self, than: datetime) -> list[str]:
        """See Storage. Half-written files count under the key they were to have."""
        try:
            found = [entry.name for entry in os.scandir(self._root) if entry.stat().st_mtime < than.timestamp()]
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as error:
            raise StorageFailed.from_os(error) from error
        return [name.removeprefix(".").removesuffix(".part") for name in found]


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while piece := file.read(CHUNK):
            yield piece


def storage() -> Storage:
    """The storage that the settings name."""
    settings = get_settings()
    if settings.reports_s3_bucket:
        from app.services.reports.bucket import Bucket  # noqa: PLC0415 - boto3's S3 is only loaded where it is used

        return Bucket(settings.reports_s3_bucket, settings.reports_s3_prefix)
    return Folder(settings.reports_dir)
