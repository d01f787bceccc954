"""Every example of the README does what it says, against the running API."""

import contextlib
import io
import os
import re
import shlex
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from wsi.cli import main

README = (Path(__file__).parents[1] / "README.md").read_text()
PASSWORD = "correct horse battery"


def blocks(language: str) -> Iterator[str]:
    yield from re.findall(rf"^```{language}\n(.*?)^```", README, re.M | re.S)


def examples() -> Iterator[tuple[str, str]]:
    """A command and what stands below it."""
    for block in blocks("console"):
        for part in block.split("$ wsi ")[1:]:
            command, _, said = part.partition("\n")
            yield command, said


def run(command: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """What the command says on both streams, with its exit code in brackets where that is not 0."""
    words = shlex.split(os.path.expandvars(command))
    if "<" in words:
        at = words.index("<")
        monkeypatch.setattr(sys, "stdin", io.StringIO(Path(words[at + 1]).read_text()))
        del words[at:]
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = main(words)
    return said.getvalue() + (f"[{code}]\n" if code else "")


def test_the_commands_say_what_the_readme_says(
    fleet: str, worker: None, sign_in: Callable[..., dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in("operator", "ada")
    monkeypatch.setenv("WSI_URL", fleet)
    Path("password.txt").write_text(PASSWORD + "\n")
    Path("plan.json").write_text(next(blocks("json")))
    tried = 0
    for command, wanted in examples():
        said = run(command, monkeypatch)
        pattern = "".join(".*" if piece == "..." else re.escape(piece) for piece in re.split(r"(\.\.\.)", wanted))
        assert re.fullmatch(pattern, said), f"wsi {command}\n{said}"
        tried += 1
    assert tried >= 10
    assert Path("fleet.xlsx").read_bytes().startswith(b"PK")
    assert Path("regions.csv").read_text() == "region,count\nus-east-1,5\neu-west-1,1\n"


def test_the_python_of_the_readme_prints_what_it_says(token: str, capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(next(blocks("python")), "README.md", "exec"), {})
    assert capsys.readouterr().out == next(blocks("text"))
