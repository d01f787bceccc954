"""Sync runs, their steps and what is asked of them."""

from typing import Annotated, Literal

from pydantic import Field

from app.schemas.common import Answer, Body, PlainText, UtcTime

RunStatus = Literal["queued", "running", "succeeded", "partial", "failed", "cancelled"]
Names = Annotated[list[Annotated[PlainText, Field(max_length=100)]], Field(min_length=1, max_length=500)]


class SyncRequest(Body):
    """What to sync. A member that is left out (or null) means all."""

    collectors: Names | None = None
    account_ids: Names | None = None
    regions: Names | None = None


class SyncStarted(Answer):
    """The run that was made."""

    sync_id: int


class SyncSummary(Answer):
    """A run in one line: how far it is and, over its steps, what it did in rows."""

    id: int
    status: RunStatus
    trigger: str
    requested_by: str | None
    started_at: UtcTime | None
    finished_at: UtcTime | None
    created_at: UtcTime
    steps_total: int
    steps_done: int
    error: str | None
    seen: int
    created: int
    updated: int
    retired: int


class SyncStepAnswer(Answer):
    """One account x Region x collector of a run. `complete` is null until it has ended."""

    account_id: str
    region: str
    collector: str
    status: RunStatus
    complete: bool | None
    seen: int
    created: int
    updated: int
    unchanged: int
    retired: int
    api_calls: int
    throttled: int
    error: str | None
    duration_ms: int | None


class SyncDetail(SyncSummary):
    """A run with its steps, in the order of account, Region and collector."""

    collectors: list[str] | None
    account_ids: list[str] | None
    regions: list[str] | None
    steps: list[SyncStepAnswer]
