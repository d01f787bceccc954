"""What the supervisor is told to run: plain data, so that it can be handed over as JSON."""

from dataclasses import dataclass, field
from typing import Any, Literal

ProbeKind = Literal["http", "redis", "worker", "postgres", "alive"]


@dataclass(frozen=True)
class Probe:
    """How to see that a service is ready. `target` is a URL, or host:port; `seconds` is for `alive`."""

    kind: ProbeKind
    target: str = ""
    password: str = ""
    seconds: float = 1.0


@dataclass(frozen=True)
class Service:
    """A process that is kept running."""

    name: str
    command: list[str]
    cwd: str
    env: dict[str, str]
    probe: Probe
    port: int | None = None
    note: str = ""
    stop_signals: list[str] = field(default_factory=lambda: ["SIGTERM"])
    grace_s: float = 8.0
    ready_within_s: float = 90.0


@dataclass(frozen=True)
class Task:
    """A command that has to succeed before what follows is started."""

    name: str
    title: str
    command: list[str]
    cwd: str
    env: dict[str, str]
    limit_s: float = 600.0


@dataclass(frozen=True)
class Stage:
    """Tasks one after the other, then services side by side."""

    tasks: list[Task]
    services: list[Service]


@dataclass(frozen=True)
class Plan:
    """The stages of a stack in the order of starting; they are stopped in reverse."""

    home: str
    stages: list[Stage]

    @property
    def services(self) -> list[Service]:
        """All services in the order of starting."""
        return [service for stage in self.stages for service in stage.services]


def from_json(value: dict[str, Any]) -> Plan:
    """The plan that `dataclasses.asdict` made."""
    return Plan(value["home"], [_stage(stage) for stage in value["stages"]])


def _stage(value: dict[str, Any]) -> Stage:
    services = [Service(**{**service, "probe": Probe(**service["probe"])}) for service in value["services"]]
    return Stage([Task(**task) for task in value["tasks"]], services)
