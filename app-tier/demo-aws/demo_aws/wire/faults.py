"""Faults that a test or a person can switch on while the estate runs."""

import itertools
import random
from dataclasses import asdict, dataclass, field
from typing import Any

KINDS = ("deny", "throttle", "latency", "error", "truncate", "reset", "cut", "drop_token", "deny_role", "suspend")


@dataclass(slots=True)
class Fault:
    """One fault; an empty selector matches everything.

    `deny` refuses, `throttle` throttles, `latency` waits `ms` first, `error` answers `status`, `truncate` fails the
    page `page` (1 is the first) with 500, `reset` drops the connection, `cut` sends half of the answer, `drop_token`
    leaves the next token out of the answer, `deny_role` refuses AssumeRole into `account_id`, `suspend` suspends that
    account in its organization, which refuses the role as well. `probability` applies it to a part of the calls;
    `count` ends it after so many.
    """

    kind: str
    account_id: str = ""
    region: str = ""
    service: str = ""
    operation: str = ""
    ms: int = 0
    status: int = 500
    page: int = 0
    probability: float = 1.0
    count: int | None = None
    id: int = field(default=0)

    def matches(self, account_id: str, region: str, service: str, operation: str) -> bool:
        return (
            self.account_id in ("", account_id)
            and self.region in ("", region)
            and self.service in ("", service)
            and self.operation in ("", operation)
        )


class Faults:
    """The faults in force."""

    def __init__(self, seed: int) -> None:
        self.active: list[Fault] = []
        self._ids = itertools.count(1)
        self._chance = random.Random(seed)  # noqa: S311 - chooses which calls fail, nothing secret

    def add(self, fields: dict[str, Any]) -> Fault:
        """Raises ValueError or TypeError for an unknown kind or field."""
        fault = Fault(**fields)
        if fault.kind not in KINDS:
            raise ValueError(f"kind must be one of {', '.join(KINDS)}")
        fault.id = next(self._ids)
        self.active.append(fault)
        return fault

    def clear(self, fault_id: int | None = None) -> None:
        self.active = [one for one in self.active if fault_id is not None and one.id != fault_id]

    def shown(self) -> list[dict[str, Any]]:
        return [asdict(one) for one in self.active]

    def suspended(self, account_id: str) -> bool:
        """Whether the account is suspended just now."""
        return any(one.kind == "suspend" and one.account_id == account_id for one in self.active)

    def taking(self, account_id: str, region: str, service: str, operation: str, page: int) -> list[Fault]:
        """The faults that hit this call; each hit counts down."""
        if not self.active:
            return []
        hit = []
        for fault in self.active:
            if not fault.matches(account_id, region, service, operation):
                continue
            if fault.kind in ("truncate", "drop_token") and fault.page not in (0, page):
                continue
            if fault.probability < 1 and self._chance.random() >= fault.probability:
                continue
            if fault.count is not None:
                fault.count -= 1
            hit.append(fault)
        self.active = [one for one in self.active if one.count is None or one.count > 0]
        return hit
