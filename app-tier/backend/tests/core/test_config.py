import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

from app.core.config import DEMO_SECRET_KEY, Settings

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("key", "said"),
    [
        (DEMO_SECRET_KEY, "is not set"),
        ("changeme", "placeholder"),
        ("please-CHANGE-ME-in-production", "placeholder"),
        ("your-secret-key-here", "placeholder"),
        ("hunter2-hunter2", "too short"),
        ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "too plain"),
    ],
)
def test_a_key_that_others_know_is_refused_outside_the_demo(key: str, said: str) -> None:
    complaint = Settings(secret_key=key, demo_estate=False).secret_key_complaint
    assert complaint is not None
    assert said in complaint
    assert key not in complaint
    assert "\n" not in complaint
    assert Settings(secret_key=key, demo_estate=True).secret_key_complaint is None


def test_a_random_key_is_fit() -> None:
    for size in (16, 48):
        assert Settings(secret_key=secrets.token_hex(size)).secret_key_complaint is None


def test_no_key_is_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SECRET_KEY")
    assert "is not set" in str(Settings().secret_key_complaint)


def _run(*words: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name not in ("SECRET_KEY", "DEMO_ESTATE")}
    return subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )


def test_the_api_does_not_start_without_a_key_and_says_so_in_one_line() -> None:
    ended = _run("-m", "uvicorn", "app.main:app", "--port", "0")
    assert ended.returncode != 0
    assert [line for line in ended.stderr.splitlines() if "SECRET_KEY is not set" in line]
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("what", ["worker", "beat"])
def test_worker_and_beat_do_not_start_without_a_key(what: str, tmp_path: Path) -> None:
    words = ["--schedule", str(tmp_path / "beat")] if what == "beat" else ["--pool", "solo"]
    ended = _run("-m", "celery", "-A", "app.celery_app", what, *words)
    assert ended.returncode != 0
    assert "SECRET_KEY is not set" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_the_documentation_needs_no_key() -> None:
    assert _run("-m", "app.cli", "openapi").stdout.startswith("{")
