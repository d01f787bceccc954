"""Health of the process and of what it depends on."""

from pydantic import BaseModel


class Health(BaseModel):
    """The process answers."""

    status: str


class Dependency(BaseModel):
    """One dependency: whether it answered, how fast, and what it said if not."""

    ok: bool
    latency_ms: float | None
    error: str | None


class Readiness(BaseModel):
    """Whether requests can be served, and why not."""

    status: str
    dependencies: dict[str, Dependency]


class Meta(BaseModel):
    """What a client may know before signing in."""

    name: str
    version: str
    demo: bool
    mail: bool
    """Whether reports can be sent by e-mail."""
