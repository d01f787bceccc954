"""Price List Query API: GetProducts of AmazonWorkSpaces, and what little leads there. Each product is a JSON string."""

from functools import lru_cache
from typing import Any

import orjson

from demo_aws.estate.price_list import SERVICE_CODE, products
from demo_aws.wire.call import Call
from demo_aws.wire.errors import AwsError

PAGE = 100
ENDPOINTS = ("us-east-1", "eu-central-1", "ap-south-1")


def _here(call: Call) -> None:
    if call.region not in ENDPOINTS:
        raise AwsError(
            "UnrecognizedClientException", f"The Price List API has endpoints in {', '.join(ENDPOINTS)}", 400
        )


@lru_cache(maxsize=4)
def _products(key: bytes) -> tuple[tuple[dict[str, str], str], ...]:
    """(attributes with the family, the product as JSON)."""
    return tuple(
        (
            {
                **one["product"]["attributes"],
                "productFamily": one["product"]["productFamily"],
                "ServiceCode": SERVICE_CODE,
            },
            orjson.dumps(one).decode(),
        )
        for one in products(key)
    )


def _fits(attributes: dict[str, str], one: dict[str, str]) -> bool:
    value, wanted = attributes.get(one["Field"]), one["Value"]
    match one["Type"]:
        case "CONTAINS":
            return value is not None and wanted in value
        case "ANY_OF":
            return value in wanted.split(",")
        case "NONE_OF":
            return value not in wanted.split(",")
        case _:
            return value is not None and value.lower() == wanted.lower()


def get_products(call: Call) -> dict[str, Any]:
    """At most 100 a page; every filter must fit."""
    _here(call)
    params = call.params
    if params["ServiceCode"] != SERVICE_CODE:
        raise AwsError("NotFoundException", f"Service {params['ServiceCode']} not found")
    filters = params.get("Filters", [])
    rows = [text for attributes, text in _products(call.fleet.key) if all(_fits(attributes, one) for one in filters)]
    invalid = AwsError("InvalidNextTokenException", "Invalid NextToken")
    size = params.get("MaxResults", PAGE)
    page, token = call.slice(rows, size, params.get("NextToken"), filters, invalid)
    return {"FormatVersion": "aws_v1", "PriceList": page} | ({"NextToken": token} if token else {})


def describe_services(call: Call) -> dict[str, Any]:
    _here(call)
    if call.params.get("ServiceCode", SERVICE_CODE) != SERVICE_CODE:
        raise AwsError("NotFoundException", "Service not found")
    names = sorted({name for attributes, _ in _products(call.fleet.key) for name in attributes})
    return {"FormatVersion": "aws_v1", "Services": [{"ServiceCode": SERVICE_CODE, "AttributeNames": names}]}


def get_attribute_values(call: Call) -> dict[str, Any]:
    _here(call)
    if call.params["ServiceCode"] != SERVICE_CODE:
        raise AwsError("NotFoundException", "Service not found")
    name = call.params["AttributeName"]
    values = sorted({attributes[name] for attributes, _ in _products(call.fleet.key) if name in attributes})
    return {"AttributeValues": [{"Value": value} for value in values]}
