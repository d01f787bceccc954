"""One call on its way through the simulator."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from demo_aws.estate.fleet import Fleet
from demo_aws.wire.credentials import Principal
from demo_aws.wire.errors import AwsError
from demo_aws.wire.models import IAM_PREFIX
from demo_aws.world import World

T = TypeVar("T")


@dataclass(slots=True)
class Call:
    """A verified, validated request. `page` is 1 for the first page of a listing."""

    world: World
    service: str
    operation: str
    region: str
    principal: Principal
    params: dict[str, Any]
    now: float
    """The estate's time."""
    real_now: float = 0.0
    source_ip: str = "127.0.0.1"
    user_agent: str = ""
    page: int = 1

    @property
    def fleet(self) -> Fleet:
        return self.world.fleet

    @property
    def iam_service(self) -> str:
        """The service's prefix in IAM actions, which is also its name in faults."""
        return IAM_PREFIX.get(self.service, self.service)

    @property
    def account_id(self) -> str:
        return self.principal.account_id

    @property
    def scope(self) -> tuple[str, str]:
        return self.principal.account_id, self.region

    def _bound(self, bound: object) -> object:
        return (self.service, self.operation, self.principal.account_id, self.region, bound)

    def resume(self, token: str | None, bound: object, invalid: AwsError, expired: AwsError | None = None) -> Any:
        """The place where the page before ended; 0 for the first page. Raises `invalid` or `expired`."""
        if token is None:
            return 0
        return self.world.tokens.open(token, self._bound(bound), self.now, invalid, expired)[1]

    def token(self, place: Any, bound: object) -> str:
        """The token that continues at `place`."""
        return self.world.tokens.seal(self._bound(bound), [self.page + 1, place], self.now)

    def slice(
        self, rows: Sequence[T], size: int, token: str | None, bound: object, invalid: AwsError
    ) -> tuple[list[T], str | None]:
        """One page of rows that are all at hand, and the token for the next."""
        start = self.resume(token, bound, invalid)
        end = start + size
        return list(rows[start:end]), self.token(end, bound) if end < len(rows) else None
