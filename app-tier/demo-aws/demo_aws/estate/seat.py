"""One WorkSpace from its creation to its end, and everything planned to happen to it."""

from dataclasses import dataclass, field
from typing import Any

from demo_aws.estate.company import Bundle, Directory

BOOT_SECONDS = 20 * 60
ENDING_SECONDS = 5 * 60
NEVER = 1 << 40

Tags = dict[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """Something done to a WorkSpace through the API at `at` (epoch seconds): CloudTrail tells it, the row shows it."""

    at: int
    kind: str
    """mode, timeout, compute, root_gib, user_gib, tag, untag, start, stop, reboot, rebuild"""
    before: Any = None
    after: Any = None
    key: str = ""
    actor: str = ""
    event_id: str = ""
    """Set for what an administrator did through the simulator: its event is stored, not derived."""


@dataclass(slots=True, eq=False)
class Seat:
    """The parts of a WorkSpace that never change; built once, then only read (freezing it would double its price)."""

    number: int
    workspace_id: str
    directory: Directory
    bundle: Bundle
    given: str
    family: str
    user_name: str
    computer_name: str
    ip_address: str
    subnet_id: str
    created_at: int
    terminated_at: int
    """When it leaves the listing; TERMINATING is shown for the last ENDING_SECONDS."""
    habit: str
    left_at: int
    """No session begins after this."""
    mode: str
    timeout_minutes: int
    root_gib: int
    user_gib: int
    encrypted: bool
    trouble: str
    """'' or ERROR, SUSPENDED, IMPAIRED, UNHEALTHY."""
    tags: Tags
    changes: tuple[Change, ...] = field(default=())
    stops: tuple[int, ...] = ()
    """When StopWorkspaces was called: who was connected then was cut off."""
    created_event_id: str = ""

    @property
    def email(self) -> str:
        return f"{self.user_name}@larkfield.example"

    @property
    def display_name(self) -> str:
        return f"{self.given} {self.family}"

    def alive(self, at: float) -> bool:
        return self.created_at <= at < self.terminated_at

    @property
    def arn(self) -> str:
        where = self.directory
        return f"arn:aws:workspaces:{where.region}:{where.account.account_id}:workspace/{self.workspace_id}"
