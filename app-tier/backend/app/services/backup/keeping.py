"""Where backups lie: a folder, and a bucket beside it where one is set. A backup is its file and its description."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

from app.core.config import get_settings
from app.services.backup.contents import Content
from app.services.backup.problems import BackupFailed
from app.services.reports.storage import Folder, Storage

PREFIX, DATA, ABOUT = "workspaces-inventory-", ".backup", ".json"


@dataclass(frozen=True, slots=True)
class About:
    """A backup: `revision` is the migration of its schema, `tables` what it holds, `sha256` that of the file."""

    name: str
    made_at: str
    revision: str
    encrypted: bool
    size_bytes: int
    sha256: str
    tables: dict[str, Content]


def storages() -> list[tuple[str, Storage]]:
    """The folder, and the bucket where there is one, each with its name for people."""
    settings = get_settings()
    made: list[tuple[str, Storage]] = [(str(settings.backup_dir), Folder(settings.backup_dir))]
    if settings.backup_s3_bucket:
        from app.services.reports.bucket import Bucket  # noqa: PLC0415 - boto3's S3 is only loaded where it is used

        bucket = Bucket(settings.backup_s3_bucket, settings.backup_s3_prefix)
        made.append((f"s3://{settings.backup_s3_bucket}/{settings.backup_s3_prefix}", bucket))
    return made


def write(storage: Storage, name: str, content: Iterable[bytes]) -> tuple[int, str]:
    """The file, whole or not at all; its bytes and sha256. Raises StorageFailed."""
    size, digest = 0, hashlib.sha256()
    with storage.draft(name + DATA) as file:
        for piece in content:
            file.write(piece)
            digest.update(piece)
            size += len(piece)
    return size, digest.hexdigest()


def describe(storage: Storage, about: About) -> None:
    """The description, last: a file without one is no backup. Raises StorageFailed."""
    with storage.draft(about.name + ABOUT) as file:
        file.write(json.dumps(asdict(about), indent=1).encode())


def names(storage: Storage) -> list[str]:
    """Those that are whole, the newest first. Raises StorageFailed."""
    keys = storage.older(datetime.now(UTC) + timedelta(days=1))
    return sorted(
        (key.removesuffix(ABOUT) for key in keys if key.startswith(PREFIX) and key.endswith(ABOUT)), reverse=True
    )


def about(storage: Storage, name: str) -> About:
    """Raises BackupFailed where there is none of that name, StorageFailed."""
    stored = storage.read(name + ABOUT)
    if stored is None:
        raise BackupFailed(f"There is no backup {name}.")
    found = json.loads(b"".join(stored.chunks))
    tables = {table: Content(**content) for table, content in found.pop("tables").items()}
    return About(**found, tables=tables)


def read(storage: Storage, about: About) -> Iterator[bytes]:
    """The file. Raises BackupFailed where it is missing or, at its end, not the one that was written."""
    stored = storage.read(about.name + DATA)
    if stored is None:
        raise BackupFailed(f"The file of backup {about.name} is missing.")
    digest = hashlib.sha256()
    for piece in stored.chunks:
        digest.update(piece)
        yield piece
    if digest.hexdigest() != about.sha256:
        raise BackupFailed(
            f"The file of backup {about.name} is damaged: its checksum is not the one of its description."
        )


def thin_out(storage: Storage, keep: int) -> list[str]:
    """Remove all but the newest; the description goes first, so that no file stands without its backup."""
    gone = names(storage)[keep:]
    for name in gone:
        storage.delete(name + ABOUT)
        storage.delete(name + DATA)
    return gone
