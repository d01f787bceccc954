"""Log files: rotated at start, trimmed while running, followed, and searched for the line that tells most."""

import re
import shutil
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

KEPT = 3
LARGEST_BYTES = 50 << 20
TAIL_BYTES = 64 << 10
TELLING = re.compile(
    r"error|exception|fatal|refused|denied|cannot|could not|failed|not found|no space|already in use", re.I
)
NOISE = re.compile(r"^(npm (error|ERR!) (code|A complete log|errno)|\./dev: |\s+(File|at) |\s*errors: \[|\s*[│╭╯─])")
ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


def rotate(folder: Path) -> None:
    """Moves `x.log` to `x.log.1` and so on; three old ones are kept."""
    for log in folder.glob("*.log"):
        for number in range(KEPT - 1, 0, -1):
            older = log.with_name(f"{log.name}.{number}")
            if older.exists():
                older.replace(log.with_name(f"{log.name}.{number + 1}"))
        log.replace(log.with_name(f"{log.name}.1"))


def trim(folder: Path) -> None:
    """Copies a log above 50 MiB aside and empties it; writers append, so they go on in the empty file."""
    for log in folder.glob("*.log"):
        if log.stat().st_size > LARGEST_BYTES:
            shutil.copyfile(log, log.with_name(f"{log.name}.1"))
            with log.open("r+b") as file:
                file.truncate(0)


def append(path: Path, line: str) -> None:
    """Adds a line of this tool's own to a log."""
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")


def tail(path: Path, limit: int = TAIL_BYTES) -> list[str]:
    """The last lines of a log, at most 64 KiB of them."""
    if not path.exists():
        return []
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - limit))
        return file.read().decode("utf-8", "replace").splitlines()


def telling_line(path: Path) -> str:
    """The last line that names an error, else the last line, else a word that there is none."""
    return most_telling(tail(path))


def most_telling(lines: Iterable[str]) -> str:
    """The last of the lines that names an error, else the last one."""
    plain = (ANSI.sub("", line) for line in lines)
    said = [line.strip() for line in plain if line.strip() and not NOISE.match(line)]
    telling = [line for line in said if TELLING.search(line)]
    return (telling or said or ["it said nothing"])[-1][:400]


def follow(paths: list[Path], from_end: bool = True) -> Iterator[str]:
    """New lines of the logs for ever, each after the name of its service; an emptied log is read from its start."""
    offsets = {path: path.stat().st_size if from_end and path.exists() else 0 for path in paths}
    rests = dict.fromkeys(paths, b"")
    width = max((len(path.stem) for path in paths), default=0)
    while True:
        quiet = True
        for path in paths:
            for line in _fresh(path, offsets, rests):
                quiet = False
                yield f"{path.stem:<{width}} | {line}"
        if quiet:
            yield ""
            time.sleep(0.3)


def _fresh(path: Path, offsets: dict[Path, int], rests: dict[Path, bytes]) -> list[str]:
    size = path.stat().st_size if path.exists() else 0
    if size < offsets[path]:
        offsets[path], rests[path] = 0, b""
    if size == offsets[path]:
        return []
    with path.open("rb") as file:
        file.seek(offsets[path])
        data = rests[path] + file.read(1 << 20)
        offsets[path] = file.tell()
    *lines, rests[path] = data.split(b"\n")
    return [line.decode("utf-8", "replace") for line in lines]
