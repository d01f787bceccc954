"""Writes `src/wsi/models.py` from the OpenAPI document; with `--check` it only says whether that is current."""

import json
import keyword
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
DOCUMENT = HERE.parents[1] / "web-tier" / "frontend" / "openapi.json"
TARGET = HERE / "src" / "wsi" / "models.py"
HEAD = '''"""Shapes of the API, made from its OpenAPI document by `generate.py`: do not edit."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypeAlias, TypedDict
'''
SIMPLE = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}


def annotation(schema: dict[str, Any]) -> str:
    """The Python type of a JSON schema; Any where it says nothing that Python could check."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "const" in schema:
        return f"Literal[{schema['const']!r}]"
    if "enum" in schema:
        return f"Literal[{', '.join(repr(value) for value in schema['enum'])}]"
    for several in ("anyOf", "oneOf"):
        if several in schema:
            return _union(annotation(one) for one in schema[several])
    if "allOf" in schema and len(schema["allOf"]) == 1:
        return annotation(schema["allOf"][0])
    kind = schema.get("type")
    if isinstance(kind, list):
        return _union(SIMPLE.get(one, "Any") for one in kind)
    if kind == "array":
        return f"list[{annotation(schema.get('items', {}))}]"
    if kind == "object":
        values = schema.get("additionalProperties")
        return f"dict[str, {annotation(values) if isinstance(values, dict) else 'Any'}]"
    return SIMPLE.get(str(kind), "Any")


def _union(types: Any) -> str:
    distinct = list(dict.fromkeys(types))
    return "Any" if "Any" in distinct else " | ".join(distinct)


def _class(name: str, schema: dict[str, Any]) -> str:
    required = set(schema.get("required", ()))
    members = {
        key: annotation(value) if key in required else f"NotRequired[{annotation(value)}]"
        for key, value in sorted(schema["properties"].items())
    }
    if all(key.isidentifier() and not keyword.iskeyword(key) for key in members):
        body = "".join(f"    {key}: {kind}\n" for key, kind in members.items())
        return f"class {name}(TypedDict):\n{body}"
    pairs = "".join(f'    "{key}": "{kind}",\n' for key, kind in members.items())
    return f'{name} = TypedDict("{name}", {{\n{pairs}}})\n'


def models(document: dict[str, Any]) -> str:
    """The module's text: a TypedDict for every object, an alias for everything else."""
    schemas: dict[str, dict[str, Any]] = dict(sorted(document["components"]["schemas"].items()))
    aliases = {name: schema for name, schema in schemas.items() if not schema.get("properties")}
    lines = [f'{name}: TypeAlias = "{annotation(schema)}"' for name, schema in aliases.items()]
    classes = [_class(name, schema) for name, schema in schemas.items() if name not in aliases]
    return HEAD + "\n" + "\n".join(lines) + "\n\n\n" + "\n\n".join(classes)


def main() -> int:
    """Write the module, or with `--check` compare it; 1 where it is not current."""
    made = models(json.loads(DOCUMENT.read_text()))
    if "--check" not in sys.argv:
        TARGET.write_text(made)
    elif not TARGET.exists() or TARGET.read_text() != made:
        print("src/wsi/models.py is not what openapi.json gives. Renew it: cd app-tier/client && python generate.py")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
