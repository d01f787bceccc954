"""Every dataset by name, and the catalogue as clients read it."""

import hashlib
from functools import lru_cache

import orjson

from app.core.problems import invalid
from app.schemas.catalog import Catalog, CatalogDataset, CatalogField, EnumValue
from app.services.catalog import changes, costs, events, fleet, fleet_usage, recommendations, usage, workspaces
from app.services.catalog.language import language
from app.services.catalog.model import Dataset, Field

_ALL = (
    workspaces.DATASET,
    usage.DATASET,
    fleet_usage.DAILY,
    fleet_usage.HOURLY,
    costs.DATASET,
    changes.DATASET,
    recommendations.DATASET,
    events.EVENTS,
    events.WORKSPACE_EVENTS,
    fleet.FLEET,
    fleet.FLEET_CHANGES,
)
DATASETS = {d.name: d for d in _ALL}


def dataset(name: str) -> Dataset:
    """The dataset. Raises Invalid naming the ones there are."""
    found = DATASETS.get(name)
    if found is None:
        raise invalid("dataset", f"unknown dataset '{name[:80]}'; allowed: {', '.join(DATASETS)}")
    return found


def _field(field: Field) -> CatalogField:
    values = None if field.values is None else [EnumValue(value=v, label=label) for v, label in field.values]
    return CatalogField(
        name=field.name,
        label=field.label,
        type=field.type.value,
        unit=field.unit,
        description=field.description,
        group=field.group,
        operators=list(field.operators),
        values=values,
        filterable=bool(field.operators),
        sortable=field.sortable,
        groupable=field.groupable,
        aggregates=list(field.aggregates),
        buckets=list(field.buckets),
        grain=field.grain,
        nullable=field.nullable,
        facet=field.facet,
        synonyms=list(field.synonyms),
        provenance=field.provenance.value,
    )


def _dataset(made: Dataset) -> CatalogDataset:
    return CatalogDataset(
        name=made.name,
        label=made.label,
        description=made.description,
        key=list(made.key),
        default_columns=list(made.default_columns),
        default_sort=list(made.default_sort),
        search_fields=list(made.search_fields),
        facets=[f.name for f in made.fields.values() if f.facet],
        supports_tags=made.tags is not None,
        dated=made.dated is not None,
        compares=made.compares,
        fields=[_field(f) for f in made.fields.values() if f.listed],
    )


@lru_cache
def catalog() -> Catalog:
    """All datasets and fields; `version` changes whenever any of it does."""
    datasets = [_dataset(d) for d in DATASETS.values()]
    spoken = language()
    told = [*(d.model_dump() for d in datasets), spoken.model_dump()]
    digest = hashlib.sha256(orjson.dumps(told)).hexdigest()[:16]
    return Catalog(version=digest, datasets=datasets, language=spoken)
