"""Names in a plan resolved to fields of the catalogue, tags by key among them."""

from sqlalchemy import Text, cast

from app.core.problems import invalid
from app.services.catalog.model import Dataset, Field, FieldType

TAG_PREFIX = "tag."
MAX_TAG_KEY = 128  # AWS: tag keys have at most 128 characters


def tag_field(dataset: Dataset, name: str, where: str) -> Field:
    """The field for `tag.KEY`. Raises Invalid where the dataset has no tags or the key is not one."""
    key = name.removeprefix(TAG_PREFIX)
    if dataset.tags is None:
        raise invalid(where, f"'{dataset.name}' has no tags")
    if not 0 < len(key) <= MAX_TAG_KEY or "\0" in key:
        raise invalid(where, f"a tag key has 1 to {MAX_TAG_KEY} characters")
    return Field(
        name=name,
        label=key,
        type=FieldType.STRING,
        expression=cast(dataset.tags[key].astext, Text),
        description=f"Value of the tag {key}.",
        group="Tags",
        needs=dataset.tags_needs,
        facet=True,
    )


def resolve(dataset: Dataset, name: str, where: str) -> Field:
    """The field of that name. Raises Invalid naming the allowed ones."""
    if name.startswith(TAG_PREFIX):
        return tag_field(dataset, name, where)
    found = dataset.fields.get(name)
    if found is None or not found.listed:
        allowed = ", ".join(f.name for f in dataset.fields.values() if f.listed)
        tags = ", tag.KEY" if dataset.tags is not None else ""
        raise invalid(where, f"unknown field '{name[:80]}' of {dataset.name}; allowed: {allowed}{tags}")
    return found
