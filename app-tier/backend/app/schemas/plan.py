"""The plan: the only thing that asks the database for rows (CONTRACT.md section 4)."""

from typing import Annotated, Literal

from pydantic import Field

from app.schemas.common import Body, PastTime, PlainText

Scalar = Annotated[str, Field(max_length=2000)] | bool | int | float | None
FieldName = Annotated[PlainText, Field(min_length=1, max_length=200)]
Operator = Literal["eq", "ne", "gt", "gte", "lt", "lte", "contains", "starts_with", "is_null", "in"]
Aggregate = Literal["count", "distinct", "sum", "avg", "min", "max", "median", "p95"]
Bucket = Literal["hour", "day", "week", "month", "quarter", "year"]
MAX_LIMIT = 5000


class Filter(Body):
    """One condition; several are all required."""

    field: FieldName
    op: Operator = "eq"
    value: Scalar | Annotated[list[Scalar], Field(max_length=1000)] = None


class GroupBy(Body):
    """A field to group by; `bucket` cuts a time into pieces."""

    field: FieldName
    bucket: Bucket | None = None


class Measure(Body):
    """A number for each group; `count` needs no field. Its column is named `agg` or `agg_field`."""

    agg: Aggregate
    field: FieldName | None = None

    @property
    def name(self) -> str:
        """The column's name in the answer."""
        return self.agg if self.field is None else f"{self.agg}_{self.field}"


class Sort(Body):
    """A column of the answer (or a field) to order by."""

    by: FieldName
    desc: bool = False


class Plan(Body):
    """Filters, groups, measures, order and limit over one dataset.

    `as_of` and `since` are for datasets that are kept by time (`fleet`, `fleet_changes`).
    """

    dataset: FieldName = "workspaces"
    filters: list[Filter] = Field(default_factory=list, max_length=50)
    search: Annotated[PlainText, Field(max_length=200)] | None = None
    group_by: list[GroupBy] = Field(default_factory=list, max_length=3)
    measures: list[Measure] = Field(default_factory=list, max_length=12)
    columns: list[FieldName] = Field(default_factory=list, max_length=100)
    sort: list[Sort] = Field(default_factory=list, max_length=8)
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT)] = 100
    offset: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    include_terminated: bool = False
    as_of: PastTime | None = None
    since: PastTime | None = None


class ResultColumn(Body):
    """One column of an answer."""

    name: str
    label: str
    type: str
    unit: str | None


class QueryResult(Body):
    """An answer: the plan as it was understood, its columns and rows."""

    plan: Plan
    columns: list[ResultColumn]
    rows: list[list[object]]
    total: int
    truncated: bool
    as_of: str
