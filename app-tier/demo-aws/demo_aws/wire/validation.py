"""Requests held against botocore's models, with the errors that AWS gives.

A wrong type is a SerializationException; every other finding is collected into one ValidationException, worded as the
Coral framework words it. Some services have names of their own for the same finding: `_NAMES`.
"""

from typing import Any

from demo_aws.wire.errors import AwsError
from demo_aws.wire.models import Rule

_TYPES: dict[str, tuple[type, ...]] = {
    "structure": (dict,),
    "map": (dict,),
    "list": (list,),
    "string": (str,),
    "integer": (int,),
    "long": (int,),
    "float": (int, float),
    "double": (int, float),
    "boolean": (bool,),
    "timestamp": (int, float, str),
    "blob": (str,),
}
_NAMES = {
    "sts": "ValidationError",
    "organizations": "InvalidInputException",
    "monitoring": "InvalidParameterValue",
    "tagging": "InvalidParameterException",
    "pricing": "InvalidParameterException",
    "ds": "ValidationException",
}
_FIELD_NAMES = {
    ("cloudtrail", "MaxResults"): "InvalidMaxResultsException",
    ("cloudtrail", "LookupAttributes"): "InvalidLookupAttributesException",
}


def check(service: str, rule: Rule, params: dict[str, Any]) -> None:
    """Raises AwsError where the request breaks the model: type, required, unknown, min, max, pattern, enumeration."""
    found: list[tuple[str, str]] = []
    _check(rule, params, "", found)
    if not found:
        return
    top = found[0][0].split(".")[0]
    code = _FIELD_NAMES.get((service, top)) or _NAMES.get(service, "ValidationException")
    if service == "monitoring" and "must not be null" in found[0][1]:
        code = "MissingParameter"
    plural = "s" if len(found) > 1 else ""
    text = f"{len(found)} validation error{plural} detected: " + "; ".join(message for _, message in found)
    raise AwsError(code, text, fields={"Reason": "INVALID_NEXT_TOKEN"} if top == "NextToken" else None)


def _check(rule: Rule, value: Any, path: str, found: list[tuple[str, str]]) -> None:
    allowed = _TYPES[rule.kind]
    fits = isinstance(value, allowed) and (bool in allowed or not isinstance(value, bool))
    if not fits:
        where = f" at '{path}'" if path else ""
        raise AwsError("SerializationException", f"{type(value).__name__} can not be converted to {rule.kind}{where}")
    if rule.kind == "structure":
        _check_members(rule, value, path, found)
    elif rule.kind in ("list", "map"):
        _bounds(rule, len(value), path, found)
        items: list[Any] = value if rule.kind == "list" else list(value.values())
        if rule.item is not None:
            for index, item in enumerate(items, 1):
                _check(rule.item, item, f"{path}.{index}.member", found)
    elif rule.kind == "string":
        _check_string(rule, value, path, found)
    elif rule.kind in ("integer", "long", "float", "double"):
        _bounds(rule, value, path, found)


def _check_string(rule: Rule, value: str, path: str, found: list[tuple[str, str]]) -> None:
    if (rule.minimum is not None and len(value) < rule.minimum) or (
        rule.maximum is not None and len(value) > rule.maximum
    ):
        edge = "less" if rule.maximum is not None and len(value) > rule.maximum else "greater"
        limit = rule.maximum if edge == "less" else rule.minimum
        found.append((path, _text(value, path, f"Member must have length {edge} than or equal to {limit}")))
    if rule.pattern is not None and not rule.pattern.fullmatch(value):
        found.append((path, _text(value, path, f"Member must satisfy regular expression pattern: {rule.pattern_text}")))
    if rule.enum and value not in rule.enum:
        found.append((path, _text(value, path, f"Member must satisfy enum value set: [{rule.enum_text}]")))


def _check_members(rule: Rule, value: dict[str, Any], path: str, found: list[tuple[str, str]]) -> None:
    dot = f"{path}." if path else ""
    missing = (dot + name for name in rule.required if value.get(name) is None)
    found.extend((name, _text(None, name, "Member must not be null")) for name in missing)
    for name, member in value.items():
        if name not in rule.members:
            raise AwsError("SerializationException", f"Unexpected field '{dot}{name}'")
        if member is not None:
            _check(rule.members[name], member, dot + name, found)


def _bounds(rule: Rule, measure: float, path: str, found: list[tuple[str, str]]) -> None:
    """Length of a list or map, value of a number."""
    noun = "length" if rule.kind in ("list", "map") else "value"
    if rule.minimum is not None and measure < rule.minimum:
        text = f"Member must have {noun} greater than or equal to {rule.minimum}"
        found.append((path, _text(measure, path, text)))
    if rule.maximum is not None and measure > rule.maximum:
        found.append((path, _text(measure, path, f"Member must have {noun} less than or equal to {rule.maximum}")))


def _text(value: Any, path: str, constraint: str) -> str:
    shown = "null" if value is None else f"'{value}'"
    name = ".".join(part[:1].lower() + part[1:] for part in path.split("."))
    return f"Value {shown} at '{name}' failed to satisfy constraint: {constraint}"
