"""Products of the Price List API as prices. Each product comes as a JSON text, and nothing in it makes reading fail.

AWS.md: only the family `Enterprise Applications` (`WorkSpaces Core` has the same bundle names at lower prices); `Plus`
bundles and rows at 0 USD are left out; volumes are an attribute such as `Root:80 GB,User:10 GB`. A bundle's storage
variants (`Power-0`) have monthly fees of their own and no hourly rate: the hour is priced per compute type.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from app.services.aws.values import storable
from app.services.costs import usage_types
from app.services.costs.amounts import amount
from app.services.costs.usage_types import Kind, Licence

SERVICE_CODE = "AmazonWorkSpaces"
FAMILY = "Enterprise Applications"

_STORAGE = re.compile(r"root:\s*([0-9]{1,6})\s*gi?b?\s*,\s*user:\s*([0-9]{1,6})\s*gi?b?", re.IGNORECASE)
_PLUS = re.compile(r"\bplus\b", re.IGNORECASE)
_VARIANT = re.compile(r"-[0-9]+$")
_COMPUTE = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[. -][A-Za-z0-9]+)*")
_LICENCES: dict[str, Licence] = {"included": "included", "none": "none", "bring your own license": "byol"}
_MODES = {"alwayson": "ALWAYS_ON", "autostop": "AUTO_STOP"}


@dataclass(frozen=True, slots=True)
class PriceRecord:
    """One price; names are those of the `prices` table. `price` in `currency` per `unit`; volumes in GiB.

    `rate_code` is AWS's key of the price. `licence`: `included` (Windows paid to AWS), `byol`, `none` (Linux).
    `begins_at_quantity`: where its tier begins. What AWS does not say, or nobody understands, is None.
    """

    rate_code: str
    sku: str | None
    usage_type: str
    operation: str | None
    region: str | None
    kind: Kind
    bundle: str | None
    compute_type: str | None
    operating_system: str | None
    licence: Licence | None
    running_mode: str | None
    root_volume_size_gib: int | None
    user_volume_size_gib: int | None
    unit: str | None
    currency: str
    price: Decimal
    begins_at_quantity: Decimal | None
    effective_at: datetime | None
    description: str | None


def parse(product: object) -> list[PriceRecord]:
    """The prices of one item of `PriceList`; none where it is not ours. Never raises."""
    item = _object(_loads(product))
    described = _object(item.get("product"))
    attributes = _object(described.get("attributes"))
    if described.get("productFamily") != FAMILY or _is_plus(attributes):
        return []
    return list(_prices(item, described, attributes))


def _loads(product: object) -> object:
    if not isinstance(product, str | bytes):
        return product
    try:
        return storable(json.loads(product, parse_float=Decimal))
    except (ValueError, RecursionError):
        return None


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _is_plus(attributes: dict[str, Any]) -> bool:
    return _PLUS.search(_text(attributes.get("bundle")) or "") is not None


def _prices(item: dict[str, Any], described: dict[str, Any], attributes: dict[str, Any]) -> Iterator[PriceRecord]:
    facts = _facts(attributes)
    sku = _text(described.get("sku"))
    for term in _object(_object(item.get("terms")).get("OnDemand")).values():
        effective = _time(_object(term).get("effectiveDate"))
        for key, dimension in _object(_object(term).get("priceDimensions")).items():
            rate = _object(dimension)
            unit = _text(rate.get("unit"))
            for currency, value in _object(rate.get("pricePerUnit")).items():
                price = amount(value)
                if not price or price < 0 or not facts["usage_type"] or not currency:
                    continue
                yield PriceRecord(
                    **facts,
                    rate_code=_text(rate.get("rateCode")) or key,
                    sku=sku,
                    kind=_kind(facts["usage_type"], facts["running_mode"], unit),
                    unit=unit,
                    currency=currency,
                    price=price,
                    begins_at_quantity=amount(rate.get("beginRange")),
                    effective_at=effective,
                    description=_text(rate.get("description")),
                )


def _facts(attributes: dict[str, Any]) -> dict[str, Any]:
    """What the attributes of a product say; the usage type helps where they are silent."""
    said = usage_types.parse(_text(attributes.get("usagetype")) or "")
    bundle = _text(attributes.get("bundle"))
    mode = _text(attributes.get("runningMode"))
    root, user = volumes(attributes.get("storage"))
    has_machine = mode is not None and mode.lower() in _MODES
    return {
        "usage_type": said.name,
        "operation": _text(attributes.get("operation")),
        "region": _text(attributes.get("regionCode")) or said.region,
        "bundle": bundle,
        "compute_type": (compute_type(bundle) if has_machine else None) or said.compute_type,
        "operating_system": _text(attributes.get("operatingSystem")),
        "licence": _LICENCES.get((_text(attributes.get("license")) or "").lower(), said.licence),
        "running_mode": _MODES.get(mode.lower(), mode) if mode else None,
        "root_volume_size_gib": root,
        "user_volume_size_gib": user,
    }


def _kind(usage_type: str, running_mode: str | None, unit: str | None) -> Kind:
    """The kind that the usage type tells, else what running mode and unit tell."""
    told = usage_types.parse(usage_type).kind
    if told != "other":
        return told
    per = (unit or "").lower()
    if per.startswith("month"):
        by_mode: dict[str | None, Kind] = {"ALWAYS_ON": "always_on_month", "AUTO_STOP": "auto_stop_month"}
        return by_mode.get(running_mode, "other")
    return "auto_stop_hour" if running_mode == "AUTO_STOP" and per.startswith(("hour", "hrs")) else "other"


def compute_type(bundle: object) -> str | None:
    """The compute type (as DescribeWorkspaces writes it) of a bundle's name: `Graphics.g4dn-1` -> GRAPHICS_G4DN."""
    base = _VARIANT.sub("", bundle) if isinstance(bundle, str) else ""
    return re.sub(r"[. -]", "_", base).upper() if _COMPUTE.fullmatch(base) else None


def volumes(storage: object) -> tuple[int | None, int | None]:
    """Root and user volume in GiB of `Root:80 GB,User:10 GB`; (None, None) for anything else."""
    found = _STORAGE.search(storage) if isinstance(storage, str) else None
    return (int(found[1]), int(found[2])) if found else (None, None)


def _time(value: object) -> datetime | None:
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
        return at and (at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC))
    except (ValueError, OverflowError):
        return None
