"""The catalogue as clients read it."""

from pydantic import BaseModel


class EnumValue(BaseModel):
    """One known value and its label."""

    value: str
    label: str


class CatalogField(BaseModel):
    """One field: what it means and what can be done with it."""

    name: str
    label: str
    type: str
    unit: str | None
    description: str
    group: str
    operators: list[str]
    values: list[EnumValue] | None
    filterable: bool
    sortable: bool
    groupable: bool
    aggregates: list[str]
    buckets: list[str]
    grain: str | None
    nullable: bool
    facet: bool
    synonyms: list[str]
    provenance: str


class CatalogDataset(BaseModel):
    """One dataset and its fields."""

    name: str
    label: str
    description: str
    key: list[str]
    default_columns: list[str]
    default_sort: list[str]
    search_fields: list[str]
    facets: list[str]
    supports_tags: bool
    dated: bool
    compares: bool
    fields: list[CatalogField]


class Term(BaseModel):
    """A word of the query language and what it is called."""

    name: str
    label: str


class Language(BaseModel):
    """What a plan may be made of, beside fields; `plan` is its JSON schema."""

    version: int
    operators: list[Term]
    aggregates: list[Term]
    buckets: list[Term]
    comparisons: list[Term]
    relative_times: list[Term]
    limits: dict[str, int]
    plan: dict[str, object]


class Catalog(BaseModel):
    """The whole vocabulary; `version` changes whenever any of it does."""

    version: str
    datasets: list[CatalogDataset]
    language: Language
