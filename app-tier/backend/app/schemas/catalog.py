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
    fields: list[CatalogField]


class Catalog(BaseModel):
    """The whole vocabulary."""

    version: str
    datasets: list[CatalogDataset]
