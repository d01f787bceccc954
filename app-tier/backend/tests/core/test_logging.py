import json
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.logging import JsonFormatter
from app.core.request_id import accept


def line(message: str, **extra: object) -> str:
    record = logging.makeLogRecord({"name": "app", "levelname": "INFO", "msg": message, **extra})
    return JsonFormatter().format(record)


def test_a_record_is_one_line_of_json_with_its_extras() -> None:
    written = json.loads(line("hello", user="ada", status=200))
    assert written | {"at": ""} == {
        "at": "",
        "level": "INFO",
        "logger": "app",
        "message": "hello",
        "request_id": "-",
        "user": "ada",
        "status": 200,
    }


@pytest.mark.parametrize("value", ["\ud800", 2**70, {1: {"a"}}, object(), b"\xff", float("nan")])
def test_whatever_is_logged_is_one_line_of_json(value: object) -> None:
    written = line(f"a\nb {value!r}", value=value)
    assert "\n" not in written
    assert json.loads(written)["logger"] == "app"


@given(st.text(max_size=100))
def test_a_request_id_is_short_and_plain(candidate: str) -> None:
    accepted = accept(candidate)
    assert 0 < len(accepted) <= 64
    assert accepted.isascii()
    assert not set(accepted) & set(" \r\n\t\"'<>\\")
