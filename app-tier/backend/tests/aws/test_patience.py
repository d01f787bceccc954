"""What is tried again and how often, and what people are told about an endpoint that is not AWS."""

from collections.abc import Callable

import pytest
from botocore.retries.bucket import TokenBucket

from app.core.redis import get_redis
from app.services.aws import patience
from app.services.aws.access import HOME
from app.services.aws.calls import Clients
from app.services.aws.collectors import COLLECTORS
from app.services.aws.errors import AwsError, ErrorKind
from app.services.aws.patience import RedisFailures
from app.services.aws.scope import Scope
from app.services.aws.values import LONGEST_LINE
from tests.aws.fake import HOME as ACCOUNT
from tests.aws.fake import FakeAws, Refused, fleet

PAGE = b"<!doctype html>\n<html lang=en>\n<title>500 Internal\nServer Error</title>\n<h1>Internal Server Error</h1>"
HERE, THERE = Scope(ACCOUNT, "eu-west-1"), Scope(ACCOUNT, "us-east-1")


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither our pause before another attempt nor botocore's own slowing down after a refusal takes time."""
    monkeypatch.setattr(patience, "pause", lambda attempt: 0.0)
    monkeypatch.setattr(TokenBucket, "acquire", lambda bucket, amount=1, block=True: True)
    get_redis().flushdb()


def clients() -> Clients:
    return Clients(HOME, failures=RedisFailures(get_redis()))


def always(refusal: Refused) -> Callable[..., None]:
    def refuse(*_: object) -> None:
        raise refusal

    return refuse


def calls_of(aws: FakeAws, scope: Scope = HERE) -> int:
    before = len(aws.calls)
    batch = COLLECTORS["workspaces"].collect(clients(), scope)
    assert not batch.complete
    return len(aws.calls) - before


def test_throttling_is_met_with_eleven_attempts_everywhere(aws: FakeAws) -> None:
    aws.hook = always(Refused("ThrottlingException"))
    assert [calls_of(aws), calls_of(aws, THERE)] == [11, 11]


def test_an_endpoint_that_only_fails_is_left_after_four_attempts_and_then_after_two(aws: FakeAws) -> None:
    aws.hook = always(Refused("x", 500, PAGE))
    assert [calls_of(aws), calls_of(aws, THERE), calls_of(aws)] == [4, 2, 2]
    assert 50 < int(str(get_redis().ttl(get_redis().keys("wsi:failing:*")[0]))) <= 60


def test_another_operation_of_a_failing_endpoint_has_its_own_attempts(aws: FakeAws) -> None:
    aws.hook = always(Refused("x", 500, PAGE))
    calls_of(aws)
    before = len(aws.calls)
    COLLECTORS["directories"].collect(clients(), HERE)
    assert len(aws.calls) - before == 4


def test_an_operation_that_has_answered_is_tried_with_patience(aws: FakeAws) -> None:
    aws.workspaces[(ACCOUNT, "eu-west-1")] = fleet(60)
    refusals = iter([None] + 10 * [Refused("x", 503, PAGE)])

    def fail_after_the_first_page(*_: object) -> None:
        if (refusal := next(refusals, None)) is not None:
            raise refusal

    aws.hook = fail_after_the_first_page
    batch = COLLECTORS["workspaces"].collect(clients(), HERE)
    assert (len(batch.rows), batch.complete) == (60, True)


def test_an_operation_that_always_fails_takes_no_patience_from_others(aws: FakeAws) -> None:
    """botocore keeps one quota of retries for all operations of a client."""

    def refuse(account: str, region: str, operation: str, request: object) -> None:
        raise Refused("x", 500, PAGE) if operation == "DescribeIpGroups" else Refused("ThrottlingException")

    aws.hook = refuse
    for _ in range(60):
        COLLECTORS["ip_groups"].collect(clients(), HERE)
    assert calls_of(aws) == 11


def test_an_answer_that_breaks_off_is_asked_for_again(aws: FakeAws) -> None:
    answers = iter([b'{"Workspaces": [{"Worksp'])
    aws.workspaces[(ACCOUNT, "eu-west-1")] = fleet(3)
    aws.hook = lambda *_: next(answers, None)
    batch = COLLECTORS["workspaces"].collect(clients(), HERE)
    assert (len(batch.rows), batch.complete) == (3, True)


@pytest.mark.parametrize(
    ("refusal", "end"),
    [
        (Refused("x", 500, PAGE), 'HTTP status 500 and no error of AWS\'s: a page titled "500 Internal Server Error".'),
        (Refused("x", 502, b"<html><body>no title</body>"), "HTTP status 502 and no error of AWS's: Bad Gateway."),
        (Refused("x", 500, b"<!DOCTYPE html>\n<body>no title"), "HTTP status 500 and no error of AWS's: a page."),
        (Refused("x", 500, b""), "HTTP status 500 and no error of AWS's: Internal Server Error."),
        (Refused("x", 500, b"upstream\n gone"), "HTTP status 500 and no error of AWS's: upstream gone."),
        (Refused("x", 500, b'["a list"]'), "HTTP status 500 and no error of AWS's: Internal Server Error."),
        (Refused("x", 500, b'"a text"'), "HTTP status 500 and no error of AWS's: Internal Server Error."),
        (Refused("InternalServerError", 500), "AWS says: InternalServerError: no"),
    ],
)
def test_what_is_no_error_of_aws_is_told_in_one_line(aws: FakeAws, refusal: Refused, end: str) -> None:
    aws.hook = always(refusal)
    [(_, error)] = COLLECTORS["directories"].collect(clients(), HERE).errors
    assert error.kind is ErrorKind.INTERNAL
    assert error.message.endswith(end)
    assert error.message.startswith(f"workspaces:DescribeWorkspaceDirectories for account {ACCOUNT} in eu-west-1")


def test_a_page_with_status_200_is_told_in_one_line(aws: FakeAws) -> None:
    aws.hook = lambda *_: PAGE
    [(_, error)] = COLLECTORS["directories"].collect(clients(), HERE).errors
    assert 'does not speak AWS\'s protocol (a page titled "500 Internal Server Error")' in error.message


def test_every_error_is_one_line_of_bounded_length() -> None:
    error = AwsError(ErrorKind.INTERNAL, "C" * 300, "one\ntwo\t" + "x" * 10_000 + "\0")
    assert len(error.message) == LONGEST_LINE
    assert error.message.startswith("one two xxx")
    assert str(error) == error.message
    assert len(error.code) == 100
