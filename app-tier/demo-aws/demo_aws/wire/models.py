"""botocore's service models: which operations exist, how they are spoken, what a request may hold."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from botocore.loaders import Loader
from botocore.model import ListShape, MapShape, OperationModel, ServiceModel, Shape, StructureShape

# signing name in the credential scope -> botocore's service name
SERVICES = {
    "sts": "sts",
    "organizations": "organizations",
    "workspaces": "workspaces",
    "tagging": "resourcegroupstaggingapi",
    "monitoring": "cloudwatch",
    "cloudtrail": "cloudtrail",
    "ce": "ce",
    "pricing": "pricing",
    "ds": "ds",
    "ds-data": "ds-data",
    "sqs": "sqs",
}
# the prefix that IAM uses where it is not the signing name
IAM_PREFIX = {"monitoring": "cloudwatch", "tagging": "tag"}


@cache
def service_model(signing_name: str) -> ServiceModel:
    """The model of a service by its signing name; KeyError where this estate has no such service."""
    name = SERVICES[signing_name]
    return ServiceModel(Loader(include_default_search_paths=True).load_service_model(name, "service-2"), name)


@cache
def operation_model(signing_name: str, operation: str) -> OperationModel | None:
    model = service_model(signing_name)
    return model.operation_model(operation) if operation in model.operation_names else None


@cache
def operation_at(signing_name: str, method: str, path: str) -> str | None:
    """The operation of a rest-json service at a path."""
    model = service_model(signing_name)
    for name in model.operation_names:
        http = model.operation_model(name).http
        if http["method"] == method and http["requestUri"].split("?")[0] == path:
            return str(name)
    return None


@dataclass(frozen=True, slots=True)
class Rule:
    """A shape of a request, read once from the model so that checking a request costs no model look-ups."""

    kind: str
    minimum: float | None
    maximum: float | None
    pattern: re.Pattern[str] | None
    pattern_text: str
    enum: frozenset[str]
    enum_text: str
    required: tuple[str, ...]
    members: dict[str, "Rule"]
    item: "Rule | None"


@cache
def input_rule(signing_name: str, operation: str) -> Rule | None:
    model = operation_model(signing_name, operation)
    return _rule(model.input_shape, {}) if model and model.input_shape else None


def output_rule(signing_name: str, operation: str) -> Rule | None:
    """The rule of the answer, for tests that hold our answers against the model."""
    model = operation_model(signing_name, operation)
    return _rule(model.output_shape, {}) if model and model.output_shape else None


def _rule(shape: Shape, seen: dict[str, Rule]) -> Rule:
    if shape.name in seen:
        return seen[shape.name]
    meta: dict[str, Any] = shape.metadata
    text = meta.get("pattern", "")
    enum = tuple(getattr(shape, "enum", ()) or ())
    rule = Rule(
        shape.type_name,
        meta.get("min"),
        meta.get("max"),
        _compile(text),
        text,
        frozenset(enum),
        ", ".join(sorted(enum)),
        tuple(shape.required_members) if isinstance(shape, StructureShape) else (),
        {},
        None,
    )
    seen[shape.name] = rule
    if isinstance(shape, StructureShape):
        rule.members.update({name: _rule(member, seen) for name, member in shape.members.items()})
    elif isinstance(shape, ListShape):
        object.__setattr__(rule, "item", _rule(shape.member, seen))
    elif isinstance(shape, MapShape):
        object.__setattr__(rule, "item", _rule(shape.value, seen))
    return rule


def _compile(text: str) -> re.Pattern[str] | None:
    """Java's pattern as Python's; None where it uses classes that Python has not."""
    if not text:
        return None
    spelled = text.replace("\\u10000-\\u10FFFF", "")
    for java, python in (("\\p{L}", "\\w"), ("\\p{N}", "\\d"), ("\\p{Z}", "\\s")):
        spelled = spelled.replace(java, python)
    try:
        return re.compile(spelled)
    except re.error:
        return None
