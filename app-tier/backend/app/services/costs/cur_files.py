"""The files of a Cost and Usage Report: CSV, CSV.gz or Parquet, local or in S3, read as a stream."""

import csv
import gzip
import hashlib
import io
import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from app.core.config import get_settings
from app.services.costs.cur_lines import COLUMNS, NEEDED, Bad, Values, column

S3 = "s3://"
BATCH_ROWS = 20_000
MAX_FIELD = 1 << 20
ENDINGS = (".csv", ".csv.gz", ".parquet")


class Unreadable(Exception):  # noqa: N818 - what is wrong with a file, in words
    """A file that is not there, cannot be read, or is no Cost and Usage Report."""


@contextmanager
def local(paths: Sequence[str]) -> Iterator[list[Path]]:
    """The files behind paths, folders, manifests and `s3://` addresses; what is in S3 is fetched for the time.

    Raises Unreadable.
    """
    with ExitStack() as stack:
        found: list[Path] = []
        for path in paths:
            if path.startswith(S3):
                folder = Path(stack.enter_context(TemporaryDirectory(prefix="cur-")))
                found += _fetch(path, folder)
            else:
                found += _expand(Path(path))
        if not found:
            raise Unreadable("There is no file of a report: .csv, .csv.gz or .parquet")
        yield found


def digest(files: Sequence[Path]) -> str:
    """What tells this version of a report from another one: the content of all files, whatever their names."""
    each = []
    for file in files:
        with file.open("rb") as opened:
            each.append(hashlib.file_digest(opened, "sha256").hexdigest())
    return hashlib.sha256("".join(sorted(each)).encode()).hexdigest()


def rows(file: Path) -> Iterator[tuple[int, Values | Bad]]:
    """Each row with its number (of the line, or of the row of a Parquet file), or why it is none. Raises Unreadable."""
    try:
        if file.name.endswith(".parquet"):
            yield from _parquet(file)
            return
        with file.open("rb") as raw, ExitStack() as stack:
            opened = stack.enter_context(gzip.GzipFile(fileobj=raw)) if file.name.endswith(".gz") else raw
            text = stack.enter_context(io.TextIOWrapper(opened, "utf-8", "replace", newline=""))
            yield from _csv(text, file.name)
    except (OSError, EOFError) as error:
        raise Unreadable(f"{file.name} cannot be read: {error}") from error


def _csv(text: Any, name: str) -> Iterator[tuple[int, Values | Bad]]:
    csv.field_size_limit(MAX_FIELD)
    reader = csv.reader(text)
    try:
        heading = [column(one) for one in next(reader, [])]
    except csv.Error as error:
        raise Unreadable(f"{name} is no CSV: {error}") from error
    _check(heading, name)
    wanted = [(place, one) for place, one in enumerate(heading) if one in COLUMNS]
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            yield reader.line_num, Bad(f"no CSV: {error}")
            continue
        if cells is None:
            return
        if len(cells) == len(heading):
            yield reader.line_num, {one: cells[place] for place, one in wanted}
        elif cells:
            yield reader.line_num, Bad(f"{len(cells)} cells where the heading has {len(heading)}")


def _parquet(file: Path) -> Iterator[tuple[int, Values | Bad]]:
    try:
        import duckdb  # noqa: PLC0415 - large, and only this command needs it
    except ImportError:
        raise Unreadable(
            "Parquet needs the package duckdb: pip install -r requirements-parquet.txt, or export the report as CSV"
        ) from None
    try:
        with duckdb.connect(config={"threads": 1, "memory_limit": "512MB"}) as connection:
            read = connection.cursor()
            described = read.execute("select name from parquet_schema(?) where num_children is null", [str(file)])
            names = {column(str(one)): str(one) for (one,) in described.fetchall()}
            _check(list(names), file.name)
            wanted = {ours: theirs for ours, theirs in names.items() if ours in COLUMNS}
            # as text, as CSV has it: numbers with all their digits
            cells = ", ".join(f"""cast("{theirs.replace('"', '""')}" as varchar)""" for theirs in wanted.values())
            read.execute(f"select {cells} from read_parquet(?)", [str(file)])  # noqa: S608 - quoted names
            number = 0
            while block := read.fetchmany(BATCH_ROWS):
                for row in block:
                    number += 1
                    yield number, dict(zip(wanted, row, strict=True))
    except duckdb.Error as error:
        raise Unreadable(f"{file.name} is no Parquet file: {str(error).splitlines()[0]}") from error


def _check(heading: Sequence[str], name: str) -> None:
    missing = [one for one in NEEDED if one not in heading]
    if missing:
        hint = " (create the report with resource IDs)" if missing == ["line_item_resource_id"] else ""
        raise Unreadable(f"{name} is no Cost and Usage Report: it has no {', '.join(missing)}{hint}")


def _expand(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(one for one in path.rglob("*") if one.name.endswith(ENDINGS))
    if not path.is_file():
        raise Unreadable(f"There is no file {path}")
    return [path]


def _fetch(address: str, folder: Path) -> list[Path]:
    """The objects of an address: a manifest's report keys, one object, or all under a prefix that ends in `/`."""
    bucket, _, key = address.removeprefix(S3).partition("/")
    config = Config(connect_timeout=5, read_timeout=60, retries={"mode": "standard", "max_attempts": 5})
    client: Any = boto3.client("s3", region_name=get_settings().aws_region, config=config)
    try:
        keys = _keys(client, bucket, key)
        found = []
        for number, one in enumerate(keys):
            ending = next((ending for ending in ENDINGS[::-1] if one.endswith(ending)), None)
            if ending is not None:
                found.append(folder / f"{number:05}-{Path(one).name}")
                client.download_file(bucket, one, str(found[-1]))
    except (ClientError, BotoCoreError) as error:
        raise Unreadable(f"{address} cannot be read: {error}") from error
    return found


def _keys(client: Any, bucket: str, key: str) -> list[str]:
    if key.endswith("anifest.json"):
        told = json.loads(client.get_object(Bucket=bucket, Key=key)["Body"].read())
        listed = told.get("reportKeys") or told.get("dataFiles") or []
        return [str(one).removeprefix(f"{S3}{bucket}/") for one in listed]
    if not key.endswith("/") and key:
        return [key]
    pages = client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=key)
    return sorted(str(one["Key"]) for page in pages for one in page.get("Contents", ()))
