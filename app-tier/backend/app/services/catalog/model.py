"""What a dataset and a field are. Every face of the product (API, table, report, language model) is made from these."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, FromClause, func
from sqlalchemy.types import TypeEngine


class FieldType(StrEnum):
    """How a field's values are read, compared, written and shown."""

    ID = "id"
    STRING = "string"
    TEXT = "text"
    ENUM = "enum"
    LIST = "list"
    INTEGER = "integer"
    NUMBER = "number"
    MONEY = "money"
    HOURS = "hours"
    BOOLEAN = "boolean"
    DATETIME = "datetime"
    DATE = "date"
    TAGS = "tags"
    JSON = "json"


_TEXTUAL = ("eq", "ne", "in", "contains", "starts_with", "is_null")
_NUMERIC = ("eq", "ne", "gt", "gte", "lt", "lte", "between", "in", "is_null")
_TIMES = ("eq", "ne", "gt", "gte", "lt", "lte", "between", "is_null")

OPERATORS: Mapping[FieldType, tuple[str, ...]] = {
    FieldType.ID: _TEXTUAL,
    FieldType.STRING: _TEXTUAL,
    FieldType.TEXT: _TEXTUAL,
    FieldType.ENUM: _TEXTUAL,
    FieldType.LIST: ("eq", "ne", "in", "is_null"),
    FieldType.INTEGER: _NUMERIC,
    FieldType.NUMBER: _NUMERIC,
    FieldType.MONEY: _NUMERIC,
    FieldType.HOURS: _NUMERIC,
    FieldType.BOOLEAN: ("eq", "ne", "is_null"),
    FieldType.DATETIME: _TIMES,
    FieldType.DATE: _TIMES,
    FieldType.TAGS: ("is_null",),
    FieldType.JSON: (),
}
ALL_OPERATORS = ("eq", "ne", "gt", "gte", "lt", "lte", "between", "contains", "starts_with", "is_null", "in")
BUCKETS = ("hour", "day", "week", "month", "quarter", "year")

NUMERIC_TYPES = frozenset({FieldType.INTEGER, FieldType.NUMBER, FieldType.MONEY, FieldType.HOURS})
TIME_TYPES = frozenset({FieldType.DATETIME, FieldType.DATE})
TEXT_TYPES = frozenset({FieldType.ID, FieldType.STRING, FieldType.TEXT, FieldType.ENUM})


class Provenance(StrEnum):
    """Where a value comes from; numbers of different origin never share a field."""

    AWS = "aws"
    CLOUDTRAIL = "cloudtrail"
    MEASURED = "measured"
    MODELLED = "modelled"
    DERIVED = "derived"
    SYNC = "sync"


@dataclass(frozen=True, slots=True)
class Field:
    """One field, defined once. `needs` names the joins of its dataset that the expression reads.

    `grain`: the piece of time that a value stands for, where it is a whole one: `month` for the first day of a month.
    `known`: of a sum in a roll-up, how many known values it is made of.
    """

    name: str
    label: str
    type: FieldType
    expression: ColumnElement[Any]
    description: str
    group: str
    needs: tuple[str, ...] = ()
    unit: str | None = None
    values: tuple[tuple[str, str], ...] | None = None
    synonyms: tuple[str, ...] = ()
    provenance: Provenance = Provenance.AWS
    nullable: bool = True
    facet: bool = False
    listed: bool = True
    grain: str | None = None
    known: ColumnElement[int] | None = None

    @property
    def operators(self) -> tuple[str, ...]:
        """The operators a filter on this field may use."""
        return OPERATORS[self.type]

    @property
    def sortable(self) -> bool:
        """Whether rows can be put in the order of this field."""
        return self.type not in (FieldType.TAGS, FieldType.JSON, FieldType.LIST)

    @property
    def groupable(self) -> bool:
        """Whether rows can be grouped by this field."""
        return self.sortable

    @property
    def buckets(self) -> tuple[str, ...]:
        """The pieces that its times can be cut into for a group."""
        if self.type not in TIME_TYPES:
            return ()
        return BUCKETS[BUCKETS.index(self.grain or ("day" if self.type is FieldType.DATE else "hour")) :]

    @property
    def aggregates(self) -> tuple[str, ...]:
        """The measures that make sense over this field."""
        if self.type in NUMERIC_TYPES:
            return ("sum", "avg", "min", "max", "median", "p95", "distinct", "share")
        if self.type in TIME_TYPES:
            return ("min", "max", "distinct")
        return ("distinct",) if self.sortable else ()

    @property
    def sql_type(self) -> TypeEngine[Any]:
        """The type that the expression has in the database."""
        return self.expression.type

    def output(self) -> ColumnElement[Any]:
        """The expression as it leaves in JSON: times as ISO 8601 UTC with `Z`."""
        if self.type is FieldType.DATETIME:
            return func.to_char(func.timezone("UTC", self.expression), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
        return self.expression


@dataclass(frozen=True, slots=True)
class Join:
    """A table reached by its unique key, so that joining it never multiplies rows."""

    table: FromClause
    on: ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Dataset:
    """One set of rows with its fields. `scope` is the column that a caller's account scope limits.

    `rolled`: the same summed up, with some of its fields; `weight`: how many rows a row of that stands for.
    `dated`: makes the dataset for a plan's `as_of` where its rows depend on a time; `compares`: with `since`, too.
    `by_place`: the same rows, for reading whole those whose keys are known, where another way of asking is faster.
    """

    name: str
    label: str
    description: str
    table: FromClause
    scope: ColumnElement[str]
    key: tuple[str, ...]
    fields: Mapping[str, Field]
    joins: Mapping[str, Join]
    default_columns: tuple[str, ...]
    default_sort: tuple[str, ...]
    search: ColumnElement[str] | None = None
    search_fields: tuple[str, ...] = ()
    search_needs: tuple[str, ...] = ()
    tags: ColumnElement[Any] | None = None
    tags_needs: tuple[str, ...] = ()
    hidden_unless_asked: ColumnElement[bool] | None = None
    asked_by: frozenset[str] = field(default_factory=frozenset)
    dated: Callable[[datetime | None, datetime], "Dataset"] | None = None
    compares: bool = False
    rolled: "Dataset | None" = None
    weight: ColumnElement[int] | None = None
    by_place: "Dataset | None" = None


def by_name(*fields: Field) -> dict[str, Field]:
    """Fields under their names. Raises ValueError for a name given twice."""
    made = {f.name: f for f in fields}
    if len(made) != len(fields):
        raise ValueError("a field is defined twice")
    return made
