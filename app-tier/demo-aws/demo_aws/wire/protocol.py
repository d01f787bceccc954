"""Reading requests and writing answers in the three protocols spoken here: awsJson, query (XML), rest-json.

botocore 1.44 models `workspaces`, `cloudwatch`, `ds` and `tagging` as CBOR with JSON beside it, and speaks JSON.
"""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, unquote
from xml.sax.saxutils import escape

import orjson
from botocore.model import ListShape, OperationModel, Shape, StructureShape

from demo_aws.wire.errors import AwsError
from demo_aws.wire.models import operation_at, operation_model, service_model
from demo_aws.wire.sigv4 import Request

Headers = list[tuple[bytes, bytes]]


def read(service: str, request: Request) -> tuple[str, dict[str, Any]]:
    """The operation and its parameters. Raises AwsError for an unknown operation or a body that cannot be read."""
    protocol = service_model(service).resolved_protocol
    if protocol == "query":
        return _read_query(service, request)
    if protocol == "rest-json":
        return _read_rest(service, request)
    target = request.headers.get("x-amz-target", "")
    prefix, _, operation = target.rpartition(".")
    if prefix != service_model(service).metadata["targetPrefix"] or operation_model(service, operation) is None:
        raise AwsError("UnknownOperationException", f"Unknown operation {target or request.path}", 400)
    return operation, _json(request.body)


def _json(body: bytes) -> dict[str, Any]:
    try:
        params = orjson.loads(body or b"{}")
    except orjson.JSONDecodeError as error:
        raise AwsError("SerializationException", f"The request body is not JSON: {error}") from None
    if not isinstance(params, dict):
        raise AwsError("SerializationException", "Start of structure or map found where not expected.")
    return params


def _read_rest(service: str, request: Request) -> tuple[str, dict[str, Any]]:
    operation = operation_at(service, request.method, request.path)
    model = operation_model(service, operation) if operation else None
    if operation is None or model is None:
        raise AwsError("UnknownOperationException", f"Unknown operation {request.method} {request.path}", 404)
    params = _json(request.body)
    given = parse_qs(request.query, keep_blank_values=True)
    members = model.input_shape.members if model.input_shape else {}
    for name, member in members.items():
        where = member.serialization
        if where.get("location") == "querystring" and where["name"] in given:
            params[name] = given[where["name"]][0]
    return operation, params


def _read_query(service: str, request: Request) -> tuple[str, dict[str, Any]]:
    source = request.body.decode("utf-8", "replace") if request.method == "POST" else request.query
    flat = {unquote(key): values[0] for key, values in parse_qs(source, keep_blank_values=True).items()}
    operation = flat.pop("Action", "")
    model = operation_model(service, operation)
    if model is None:
        raise AwsError("InvalidAction", f"Could not find operation {operation} for version {flat.get('Version')}", 400)
    flat.pop("Version", None)
    return operation, _unflatten(model.input_shape, flat, "") if model.input_shape else {}


def _unflatten(shape: StructureShape, flat: dict[str, str], prefix: str) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, member in shape.members.items():
        value = _member(member, flat, prefix + name)
        if value is not None:
            made[name] = value
    return made


def _member(shape: Shape, flat: dict[str, str], path: str) -> Any:
    if isinstance(shape, ListShape):
        items: list[Any] = []
        while (item := _member(shape.member, flat, f"{path}.member.{len(items) + 1}")) is not None:
            items.append(item)
        return items or None
    if isinstance(shape, StructureShape):
        return _unflatten(shape, flat, path + ".") or None
    text = flat.get(path)
    if text is None:
        return None
    if shape.type_name in ("integer", "long"):
        try:
            return int(text)
        except ValueError:
            raise AwsError("MalformedInput", f"{text!r} is not a number at '{path}'") from None
    return text == "true" if shape.type_name == "boolean" else text


def write(service: str, operation: str, answer: dict[str, Any], request_id: str) -> tuple[bytes, Headers]:
    """The body and headers of a good answer."""
    model = service_model(service)
    if model.resolved_protocol == "query":
        shape = _model(service, operation)
        inner = _xml(shape.output_shape, answer) if shape.output_shape else ""
        wrapper = f"{operation}Result"
        uri = model.metadata["xmlNamespace"]
        body = (
            f'<{operation}Response xmlns="{uri}"><{wrapper}>{inner}</{wrapper}>'
            f"<ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata></{operation}Response>"
        )
        return body.encode(), [(b"content-type", b"text/xml")]
    return orjson.dumps(answer), [(b"content-type", _json_type(service))]


def _model(service: str, operation: str) -> OperationModel:
    model = operation_model(service, operation)
    if model is None:
        raise LookupError(operation)
    return model


def _json_type(service: str) -> bytes:
    model = service_model(service)
    if model.resolved_protocol == "rest-json":
        return b"application/json"
    return f"application/x-amz-json-{model.metadata['jsonVersion']}".encode()


# services that once spoke the query protocol tell its code beside: the one that clients go by
_ONCE_QUERY: dict[str, dict[str, str]] = {
    "monitoring": {},
    "sqs": {"QueueDoesNotExist": "AWS.SimpleQueueService.NonExistentQueue"},
}


def write_error(service: str, error: AwsError, request_id: str) -> tuple[bytes, Headers]:
    """The body and headers of an error."""
    model = service_model(service)
    if model.resolved_protocol == "query":
        uri = model.metadata["xmlNamespace"]
        kind = "Sender" if error.status < 500 else "Receiver"
        body = (
            f'<ErrorResponse xmlns="{uri}"><Error><Type>{kind}</Type><Code>{error.code}</Code>'
            f"<Message>{escape(error.message)}</Message></Error><RequestId>{request_id}</RequestId></ErrorResponse>"
        )
        return body.encode(), [(b"content-type", b"text/xml")]
    headers = [(b"content-type", _json_type(service)), (b"x-amzn-errortype", error.code.encode())]
    if service in _ONCE_QUERY:
        kind = "Sender" if error.status < 500 else "Receiver"
        code = _ONCE_QUERY[service].get(error.code, error.code)
        headers.append((b"x-amzn-query-error", f"{code};{kind}".encode()))
    return orjson.dumps({"__type": error.code, "message": error.message, **(error.fields or {})}), headers


def _xml(shape: StructureShape, values: dict[str, Any]) -> str:
    parts = []
    for name, value in values.items():
        member = shape.members[name]
        if isinstance(member, StructureShape):
            parts.append(f"<{name}>{_xml(member, value)}</{name}>")
        elif member.type_name == "timestamp":
            parts.append(f"<{name}>{datetime.fromtimestamp(value, UTC).strftime('%Y-%m-%dT%H:%M:%SZ')}</{name}>")
        else:
            parts.append(f"<{name}>{escape(str(value))}</{name}>")
    return "".join(parts)
