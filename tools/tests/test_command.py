"""`./dev` as a person runs it: one clear line and exit code 1 when it cannot."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from devstack.layout import REPOSITORY

AWS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE", "AWS_ENDPOINT_URL")


def dev(home: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    env = {key: value for key, value in os.environ.items() if key not in AWS}
    env |= {"WSI_HOME": str(home), **settings}
    command = [sys.executable, str(REPOSITORY / "dev"), *words]
    return subprocess.run(
        command, env=env, capture_output=True, text=True, timeout=60, check=False, stdin=subprocess.DEVNULL
    )


def refused(result: subprocess.CompletedProcess[str]) -> str:
    assert result.returncode == 1, result
    assert result.stderr.startswith("./dev: ")
    assert result.stderr.count("\n") == 1
    return result.stderr


def test_a_taken_port_stops_the_start_before_anything_is_installed(tmp_path: Path) -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        port = server.getsockname()[1]
        said = refused(dev(tmp_path, "up", "--detach", WEB_PORT=str(port)))
    assert f"Port {port} (WEB_PORT) is taken" in said
    assert not (tmp_path / "venv").exists()


def test_an_old_node_is_named(tmp_path: Path) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    for name, says in (("node", "v18.19.0"), ("npm", "9.2.0")):
        (programs / name).write_text(f"#!/bin/sh\necho {says}\n")
        (programs / name).chmod(0o755)
    said = refused(dev(tmp_path / "home", "check", PATH=f"{programs}:{os.environ['PATH']}"))
    assert "node on PATH is v18.19.0 and 20 or later is needed" in said


def test_a_missing_npm_is_named(tmp_path: Path) -> None:
    said = refused(dev(tmp_path, "check", PATH=str(tmp_path)))
    assert "node is not on PATH" in said


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert str(tmp_path / "file") in refused(dev(tmp_path / "file" / "home", "up", "--detach"))


def test_an_endpoint_without_credentials_is_named(tmp_path: Path) -> None:
    assert "AWS_ENDPOINT_URL is set but" in refused(dev(tmp_path, "up", AWS_ENDPOINT_URL="http://127.0.0.1:1"))


def test_status_says_that_nothing_runs_and_down_is_content(tmp_path: Path) -> None:
    assert dev(tmp_path, "status").returncode == 1
    assert "Not running" in dev(tmp_path, "status").stdout
    assert dev(tmp_path, "down").returncode == 0


def test_reset_removes_nothing_without_consent(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    assert "--yes" in refused(dev(home, "reset"))
    assert home.exists()
    assert dev(home, "reset", "--yes").returncode == 0
    assert not home.exists()


@pytest.mark.parametrize("size", ["0", "many", "-3"])
def test_a_demo_size_that_is_none_is_refused(tmp_path: Path, size: str) -> None:
    result = dev(tmp_path, "up", f"--demo-size={size}")
    assert result.returncode == 2
    assert "a number of WorkSpaces" in result.stderr
