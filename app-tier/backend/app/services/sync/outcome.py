"""What a step did that wrote its rows itself, piece by piece."""

from dataclasses import dataclass, field
from typing import Any

from app.services.aws.errors import AwsError
from app.services.sync.writer import Merged


@dataclass(slots=True)
class Outcome:
    """Rows written, errors met, and what looking cost (`detail`, for the coverage page)."""

    merged: Merged = field(default_factory=Merged)
    errors: list[tuple[str, AwsError]] = field(default_factory=list)
    detail: dict[str, Any] = field(default_factory=dict)

    def add(self, merged: Merged) -> None:
        """Count what one more piece did."""
        mine, more = self.merged, merged
        self.merged = Merged(
            mine.seen + more.seen,
            mine.created + more.created,
            mine.updated + more.updated,
            mine.unchanged + more.unchanged,
            mine.retired + more.retired,
        )
