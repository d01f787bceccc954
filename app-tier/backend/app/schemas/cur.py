"""Imports of Cost and Usage Reports, as the API shows them."""

from typing import Any

from app.schemas.common import Answer, UtcTime


class CurImportAnswer(Answer):
    """One version of a payer's billing period. `bad`: the first of the lines that could not be read, with the reason.

    `unassigned_cost`: of lines that name no WorkSpace.
    """

    id: int
    month: str
    payer_account_id: str
    files: list[str]
    lines: int
    workspaces: int
    cost: float
    unassigned_cost: float
    bad_lines: int
    bad: list[dict[str, Any]]
    imported_at: UtcTime
