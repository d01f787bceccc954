"""What the inventory's endpoints answer, for the documentation: the bodies themselves are made by the database."""

from typing import Any

from pydantic import BaseModel

from app.schemas.common import Answer, Page, Paging, PastTime, UtcTime


class WorkspaceItem(Answer):
    """One WorkSpace. What is not known is null; with `fields=` only those are there."""

    workspace_id: str
    account_id: str
    account_name: str | None
    region: str
    directory_id: str | None
    directory_name: str | None
    user_name: str | None
    user_display_name: str | None
    user_email: str | None
    computer_name: str | None
    workspace_name: str | None
    ip_address: str | None
    subnet_id: str | None
    bundle_id: str | None
    bundle_name: str | None
    compute_type: str | None
    operating_system: str | None
    protocols: list[str] | None
    running_mode: str | None
    auto_stop_timeout_minutes: int | None
    root_volume_size_gib: int | None
    user_volume_size_gib: int | None
    root_volume_encrypted: bool | None
    user_volume_encrypted: bool | None
    volume_encryption_key: str | None
    state: str | None
    connection_state: str | None
    last_connected_at: UtcTime | None
    days_since_connected: int | None
    tags: dict[str, str] | None
    error_code: str | None
    error_message: str | None
    created_at: UtcTime | None
    created_by: str | None
    terminated_at: UtcTime | None
    terminated_by: str | None
    first_seen_at: UtcTime
    last_seen_at: UtcTime
    age_days: int | None
    connected_hours_mtd: float | None
    connected_hours_30d: float | None
    modelled_cost_mtd: float | None
    forecast_cost_month: float | None
    recommendation: str | None
    recommendation_saving: float | None


class WorkspaceDetail(WorkspaceItem):
    """One WorkSpace with AWS's own answer."""

    raw: dict[str, Any] | None


class HistoryItem(Answer):
    """One change; `field` created, retired or returned stands for the whole WorkSpace."""

    changed_at: UtcTime
    field: str
    label: str
    before: Any
    after: Any
    changed_by: str | None
    event_id: str | None
    sync_id: int | None


class PastState(Answer):
    """What it was at a time; the WorkSpace is null where `certainty` is `unknown` or `absent`."""

    at: UtcTime
    certainty: str
    workspace: dict[str, Any] | None


class History(Page[HistoryItem]):
    """Changes, newest first; `state` only where a time was asked about."""

    state: PastState | None = None


class HistoryQuery(Paging):
    """How to page through the changes, and up to when."""

    at: PastTime | None = None


class FacetValueItem(Answer):
    """One value (null: unknown) and its number of rows."""

    value: str | None
    label: str | None
    count: int


class FacetItem(Answer):
    """The values of one field; `other` counts the rows of those not shown."""

    field: str
    label: str
    values: list[FacetValueItem]
    other: int


class Facets(BaseModel):
    """All facets asked for, and how many rows match all filters."""

    facets: list[FacetItem]
    total: int
