"""The plan: the only thing that asks the database for rows (CONTRACT.md section 4). Its version 1 is only added to."""

from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field, model_validator

from app.schemas.common import Body, PastTime, PlainText

Whole = Annotated[int, Field(ge=-(2**63), lt=2**63)]  # as JSON can say it back; beyond, it is a float
Scalar = Annotated[str, Field(max_length=2000)] | bool | Whole | float | None
FieldName = Annotated[PlainText, Field(min_length=1, max_length=200)]
Operator = Literal["eq", "ne", "gt", "gte", "lt", "lte", "between", "contains", "starts_with", "is_null", "in"]
HavingOperator = Literal["eq", "ne", "gt", "gte", "lt", "lte", "between", "is_null"]
Aggregate = Literal["count", "distinct", "sum", "avg", "min", "max", "median", "p95"]
Bucket = Literal["hour", "day", "week", "month", "quarter", "year"]
ComparedTo = Literal["previous_period", "same_period_last_year"]
MAX_LIMIT = 5000
MAX_FILTERS = 50


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("is no time zone of the IANA database, such as Europe/Berlin")
    return name


class RelativeTime(Body):
    """A span of time seen from now, such as `last 30 days`, `this month`, `previous 3 months`.

    `this`: the unit that now lies in, whole. `previous`: the `count` whole units before it. `last`: from `count` units
    ago until now. As text, also in query strings: `this_month`, `previous_3_months`, `last_30_days`, `today`.
    """

    period: Literal["this", "previous", "last"]
    unit: Bucket
    count: Annotated[int, Field(ge=1, le=1000)] = 1

    @model_validator(mode="after")
    def _one_this(self) -> "RelativeTime":
        if self.period == "this" and self.count != 1:
            raise ValueError("there is one 'this'; use 'last' or 'previous' with a count")
        return self


class Filter(Body):
    """One condition; several are all required.

    A list as the value of `eq` or `in` means any of them, null among them the unknown; `between` takes
    [from, to], both included, either null for an open end.
    """

    field: FieldName
    op: Operator = "eq"
    value: Scalar | RelativeTime | Annotated[list[Scalar], Field(max_length=1000)] = None


class GroupBy(Body):
    """A field to group by; `bucket` cuts a time into pieces."""

    field: FieldName
    bucket: Bucket | None = None


class Part(Body):
    """One side of a ratio."""

    agg: Aggregate
    field: FieldName | None = None

    @property
    def name(self) -> str:
        """`agg` or `agg_field`."""
        return self.agg if self.field is None else f"{self.agg}_{self.field}"


class Measure(Body):
    """A number for each group. Its column is named `agg` or `agg_field`; that of a ratio `OF_per_PER`.

    `count` needs no field. `share`: per cent of the whole under the same filters, of rows or of a field's sum.
    `ratio`: `of` divided by `per`.
    """

    agg: Aggregate | Literal["share", "ratio"]
    field: FieldName | None = None
    of: Part | None = None
    per: Part | None = None

    @model_validator(mode="after")
    def _fitting(self) -> "Measure":
        if self.agg == "ratio" and (self.of is None or self.per is None or self.field is not None):
            raise ValueError("a ratio needs 'of' and 'per', and no 'field'")
        if self.agg != "ratio" and (self.of is not None or self.per is not None):
            raise ValueError("'of' and 'per' belong to the measure 'ratio'")
        return self

    @property
    def name(self) -> str:
        """The column's name in the answer."""
        if self.of is not None and self.per is not None:
            return f"{self.of.name}_per_{self.per.name}"
        return self.agg if self.field is None else f"{self.agg}_{self.field}"


class Having(Body):
    """A condition on a measure of the answer; several are all required."""

    by: FieldName
    op: HavingOperator = "gt"
    value: Scalar | Annotated[list[Scalar], Field(max_length=2)] = None


class Comparison(Body):
    """Each measure beside what it was in another period: `NAME_previous`, `NAME_change`, `NAME_change_percent`.

    The period is what the filters on one time allow: that of `field`, or the only time that is filtered.
    """

    to: ComparedTo = "previous_period"
    field: FieldName | None = None


class Sort(Body):
    """A column of the answer (or a field) to order by."""

    by: FieldName
    desc: bool = False


class Plan(Body):
    """Filters, groups, measures, order and limit over one dataset.

    `other`: the groups beyond the limit together, as one more row. `time_zone`: where days begin, for buckets and for
    times named by day or relative to now. `as_of` and `since` are for datasets that are kept by time (`fleet`,
    `fleet_changes`).
    """

    version: Literal[1] = 1
    dataset: FieldName = "workspaces"
    filters: list[Filter] = Field(default_factory=list, max_length=MAX_FILTERS)
    search: Annotated[PlainText, Field(max_length=200)] | None = None
    group_by: list[GroupBy] = Field(default_factory=list, max_length=3)
    measures: list[Measure] = Field(default_factory=list, max_length=12)
    having: list[Having] = Field(default_factory=list, max_length=12)
    compare: Comparison | None = None
    columns: list[FieldName] = Field(default_factory=list, max_length=100)
    sort: list[Sort] = Field(default_factory=list, max_length=8)
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT)] = 100
    offset: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    other: bool = False
    time_zone: Annotated[str, Field(max_length=64), AfterValidator(_zone)] = "UTC"
    include_terminated: bool = False
    as_of: PastTime | None = None
    since: PastTime | None = None


class ResultColumn(Body):
    """One column of an answer. `provenance`: where its values come from (a count: from our own)."""

    name: str
    label: str
    type: str
    unit: str | None
    role: Literal["group", "measure", "field"] = "field"
    provenance: str | None = None


class Period(Body):
    """A span of time: from its first moment or day until before `until`."""

    since: str
    until: str


class Compared(Body):
    """The two periods of a comparison."""

    field: str
    period: Period
    previous: Period


class QueryResult(Body):
    """An answer: the plan as it was understood, its columns and rows.

    `total`: rows or groups that match, also beyond the limit. `other`: the groups beyond it together, in the columns
    of a row, where the plan asks for that and there are any. A group that is null is what is not known.
    """

    version: Literal[1] = 1
    plan: Plan
    columns: list[ResultColumn]
    rows: list[list[object]]
    other: list[object] | None = None
    total: int
    truncated: bool
    compared: Compared | None = None
    as_of: str


class Explanation(Body):
    """What a plan means, in words, without running it. For administrators also the SELECT and how it would be run."""

    plan: Plan
    words: str
    columns: list[ResultColumn]
    compared: Compared | None = None
    sql: str | None = None
    parameters: dict[str, object] | None = None
    query_plan: list[str] | None = None
