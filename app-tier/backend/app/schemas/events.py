"""What the endpoints of events answer, for the documentation: the bodies themselves are made by the database."""

from typing import Any

from app.schemas.common import Answer, UtcTime


class _Call(Answer):
    """What CloudTrail tells of a call. What it does not tell is null."""

    event_id: str
    event_time: UtcTime
    event_name: str | None
    username: str | None
    user_type: str | None
    user_arn: str | None
    invoked_by: str | None
    source_ip: str | None
    user_agent: str | None
    region: str
    account_id: str
    account_name: str | None
    error_code: str | None
    error_message: str | None
    read_only: bool | None
    request_parameters: Any
    response_elements: Any


class EventItem(_Call):
    """One API call with the WorkSpaces that it touched."""

    workspace_id: list[str]


class WorkspaceEventItem(_Call):
    """One API call as it touched one WorkSpace; `failed` is whether it failed for this one."""

    workspace_id: str
    failed: bool
    user_name: str | None
    computer_name: str | None
