import pytest
from redis import Redis

from app.core.redis import get_redis
from app.services.aws.rate import RateUnavailable, RedisRateLimit


class Clock:
    def __init__(self) -> None:
        self.waited: list[float] = []

    def pause(self, seconds: float) -> None:
        self.waited.append(seconds)


def nothing() -> None:
    return None


@pytest.fixture(autouse=True)
def empty_redis() -> None:
    get_redis().flushdb()


def wait(clock: Clock, api: str = "DescribeWorkspaces", account: str = "1", region: str = "eu-west-1") -> float:
    before = sum(clock.waited)
    RedisRateLimit(get_redis(), rate=2, burst=5, pause=clock.pause).wait(account, region, api, nothing)
    return sum(clock.waited) - before


def test_a_burst_is_free_and_then_calls_are_half_a_second_apart() -> None:
    clock = Clock()
    assert [wait(clock) for _ in range(5)] == [0] * 5
    assert [round(wait(clock), 1) for _ in range(3)] == [0.5, 1.0, 1.5]  # no time passes here: they queue up


def test_another_account_region_or_api_has_a_budget_of_its_own() -> None:
    clock = Clock()
    for _ in range(6):
        wait(clock)
    assert wait(clock, account="2") == wait(clock, region="us-east-1") == wait(clock, api="DescribeTags") == 0


def test_a_cancelled_run_does_not_wait_to_the_end() -> None:
    clock, limit = Clock(), RedisRateLimit(get_redis(), rate=0.1, burst=1, pause=lambda _: None)
    limit.wait("1", "r", "a", nothing)

    def cancelled() -> None:
        clock.waited.append(1)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        limit.wait("1", "r", "a", cancelled)
    assert clock.waited == [1]


def test_redis_away_is_waited_for_and_then_reported() -> None:
    clock = Clock()
    away = Redis(port=1, socket_connect_timeout=0.1)
    limit = RedisRateLimit(away, 2, 5, patience=0, pause=clock.pause)
    with pytest.raises(RateUnavailable):
        limit.wait("1", "r", "a", nothing)
