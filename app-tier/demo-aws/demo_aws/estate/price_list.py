"""The products of AmazonWorkSpaces as the Price List API gives them.

Beside the rows that count there are those that mislead: the family `WorkSpaces Core` with the same bundle names at
lower prices, `Plus` bundles, rows at 0 USD, and storage variants (`Power-0`) that have monthly fees and no hourly rate.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from demo_aws.estate.company import REGION_NAMES, REGIONS
from demo_aws.estate.draw import digest
from demo_aws.estate.prices import GB_MONTH, PREFIX, default_storage, listed, rate

SERVICE_CODE = "AmazonWorkSpaces"
FAMILY = "Enterprise Applications"
CORE = "WorkSpaces Core"
PUBLISHED = "2026-06-27T00:00:00Z"
_VARIANTS = ((80, 10, Decimal(-3)), (80, 50, Decimal(-1)), (175, 100, Decimal(5)))
_LICENCES = (("Windows", "Included"), ("Amazon Linux", "None"), ("Windows", "Bring Your Own License"))


def products(key: bytes) -> Iterator[dict[str, Any]]:
    """Every product of every Region, in a stable order."""
    for region in REGIONS:
        for compute in listed():
            for system, licence in _LICENCES:
                yield from _bundle(key, region, compute, system, licence)
            yield from _traps(key, region, compute)
        attributes = {
            "group": "Volume",
            "storage": "Additional storage",
            "usagetype": f"{PREFIX[region]}-AW-VolumeUsage",
        }
        yield _product(key, region, FAMILY, attributes, "GB-Mo", GB_MONTH)


def _storage(root: int, user: int) -> str:
    return f"Root:{root} GB,User:{user} GB"


def _bundle(key: bytes, region: str, compute: str, system: str, licence: str) -> Iterator[dict[str, Any]]:
    rates = rate(region, compute, licensed=licence == "Included")
    root, user = default_storage(compute)
    stem = f"{PREFIX[region]}-{rates.stem}"
    base = {"bundle": rates.label, "operatingSystem": system, "license": licence, "storage": _storage(root, user),
            "rootvolume": f"{root} GB", "uservolume": f"{user} GB", "resourceType": "Hardware"}  # fmt: skip
    month = {"group": "Billed by the month", "runningMode": "AlwaysOn", "usagetype": stem}
    user_fee = {"group": "Billed by the hour", "runningMode": "AutoStop", "usagetype": f"{stem}-AutoStop-User"}
    hour = {"group": "Billed by the hour", "runningMode": "AutoStop", "usagetype": f"{stem}-AutoStop-Usage"}
    yield _product(key, region, FAMILY, base | month, "Month", rates.always_on_month)
    yield _product(key, region, FAMILY, base | user_fee, "Month", rates.auto_stop_month)
    # one hourly rate for every system without a licence of ours
    yield _product(
        key,
        region,
        FAMILY,
        base | hour | ({"operatingSystem": "Any"} if "Own" in licence else {}),
        "Hour",
        rates.auto_stop_hour,
    )
    for index, (root_gib, user_gib, more) in enumerate(_VARIANTS):
        if (root_gib, user_gib) == (root, user):
            continue
        variant = base | {"bundle": f"{rates.label}-{index}", "storage": _storage(root_gib, user_gib),
                          "rootvolume": f"{root_gib} GB", "uservolume": f"{user_gib} GB"}  # fmt: skip
        month_type = {"usagetype": f"{stem}-{index}"}
        user_type = {"usagetype": f"{stem}-{index}-AutoStop-User"}
        yield _product(key, region, FAMILY, variant | month | month_type, "Month", rates.always_on_month + more)
        yield _product(key, region, FAMILY, variant | user_fee | user_type, "Month", rates.auto_stop_month + more / 2)


def _traps(key: bytes, region: str, compute: str) -> Iterator[dict[str, Any]]:
    rates = rate(region, compute, licensed=True)
    storage = _storage(*default_storage(compute))
    base = {"bundle": rates.label, "operatingSystem": "Windows", "license": "Included", "storage": storage}
    always = {"group": "Billed by the month", "runningMode": "AlwaysOn"}
    hourly = {"group": "Billed by the hour", "runningMode": "AutoStop"}
    prefix = PREFIX[region]
    core = f"{prefix}-AW-Core-{rates.code}"
    cent = Decimal("0.01")
    yield _product(
        key, region, CORE, base | always | {"usagetype": core}, "Month", (rates.always_on_month * 7 / 10).quantize(cent)
    )
    yield _product(
        key,
        region,
        CORE,
        base | hourly | {"usagetype": f"{core}-Usage"},
        "Hour",
        (rates.auto_stop_hour * 7 / 10).quantize(cent),
    )
    plus = base | {"bundle": f"{rates.label} Plus", "softwareIncluded": "Office"}
    plus_type = {"usagetype": f"{prefix}-AW-SW-{rates.code}-Plus"}
    yield _product(key, region, FAMILY, plus | always | plus_type, "Month", rates.always_on_month + 15)
    free = base | always | {"resourceType": "Software", "usagetype": f"{prefix}-AW-SW-{rates.code}"}
    yield _product(key, region, FAMILY, free, "Month", Decimal(0))


def _product(
    key: bytes, region: str, family: str, attributes: dict[str, str], unit: str, usd: Decimal
) -> dict[str, Any]:
    text = (
        f"{family}:{region}:{attributes['usagetype']}:{attributes.get('license')}:{attributes.get('operatingSystem')}"
    )
    sku = digest(key, f"sku:{text}", 8).hex().upper()
    term, dimension = f"{sku}.JRTCKXETXF", f"{sku}.JRTCKXETXF.6YS6EN2CT7"
    where = {"servicecode": SERVICE_CODE, "servicename": "Amazon WorkSpaces", "location": REGION_NAMES[region],
             "locationType": "AWS Region", "regionCode": region, "operation": ""}  # fmt: skip
    return {
        "product": {"productFamily": family, "attributes": where | attributes, "sku": sku},
        "serviceCode": SERVICE_CODE,
        "terms": {
            "OnDemand": {
                term: {
                    "priceDimensions": {
                        dimension: {
                            "unit": unit,
                            "endRange": "Inf",
                            "beginRange": "0",
                            "rateCode": dimension,
                            "description": f"${usd} per {unit}, {REGION_NAMES[region]}",
                            "appliesTo": [],
                            "pricePerUnit": {"USD": f"{usd:.10f}"},
                        }
                    },
                    "sku": sku,
                    "effectiveDate": "2026-06-01T00:00:00Z",
                    "offerTermCode": "JRTCKXETXF",
                    "termAttributes": {},
                }
            }
        },
        "version": "20260627000000",
        "publicationDate": PUBLISHED,
    }
