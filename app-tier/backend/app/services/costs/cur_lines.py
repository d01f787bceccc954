"""Lines of a Cost and Usage Report, of either generation, as lines of a WorkSpace's bill. Pure.

Legacy reports write `lineItem/UsageType` (CSV) or `line_item_usage_type` (Parquet, Athena), CUR 2.0 the latter. Cost is
unblended, as in the bill (decision 8); tax is not the service's. Credits, refunds and discounts are part of the cost;
only lines of usage count as quantity. Source: AWS, Cost and Usage Report, "Line item details".
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from app.services.costs import usage_types
from app.services.costs.amounts import amount
from app.services.costs.price_book import CURRENCY

PRODUCT = "AmazonWorkSpaces"
PERIOD, PAYER, ACCOUNT = "bill_billing_period_start_date", "bill_payer_account_id", "line_item_usage_account_id"
RESOURCE, PRODUCT_CODE, USAGE_TYPE = "line_item_resource_id", "line_item_product_code", "line_item_usage_type"
QUANTITY, COST, KIND = "line_item_usage_amount", "line_item_unblended_cost", "line_item_line_item_type"
MONEY, UNIT = "line_item_currency_code", "pricing_unit"
REGIONS = ("product_region_code", "product_region")
NEEDED = (PERIOD, PAYER, ACCOUNT, RESOURCE, PRODUCT_CODE, USAGE_TYPE, QUANTITY, COST, KIND, MONEY)
COLUMNS = frozenset({*NEEDED, UNIT, *REGIONS})

_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_ACCOUNT = re.compile(r"[0-9]{12}")
_RESOURCE = re.compile(
    r"(?:arn:aws[a-z-]*:workspaces:(?P<region>[a-z0-9-]+):[0-9]{12}:workspace/)?(?P<id>ws-[a-z0-9]{1,60})"
)
_TAX = "Tax"
Values = Mapping[str, object]
_USAGE = frozenset({"Usage", "DiscountedUsage", "SavingsPlanCoveredUsage", "Fee"})


class Bad(Exception):  # noqa: N818 - a line, not a mistake of ours
    """A line that cannot be read, and why."""


@dataclass(frozen=True, slots=True)
class CurLine:
    """One line; `workspace_id` None: it names no WorkSpace. `cost` in USD, both numbers exact."""

    month: date
    payer_account_id: str
    account_id: str
    region: str
    workspace_id: str | None
    usage_type: str
    kind: str
    unit: str
    quantity: Decimal
    cost: Decimal


def column(name: str) -> str:
    """The name of a column as CUR 2.0 writes it: `lineItem/UsageType` is `line_item_usage_type`."""
    return _WORD.sub("_", name.strip().replace("/", "_")).replace(" ", "_").lower()


def line(row: Values) -> CurLine | None:
    """The line of a row by column names; None where it is of another service or tax. Raises Bad."""
    if row.get(PRODUCT_CODE) != PRODUCT or row.get(KIND) == _TAX:
        return None
    usage_type = _text(row, USAGE_TYPE)
    said = usage_types.parse(usage_type)
    resource = _RESOURCE.fullmatch(str(row.get(RESOURCE) or ""))
    region = (
        (resource and resource["region"])
        or said.region
        or next(filter(None, (_region(row, name) for name in REGIONS)), None)
    )
    if region is None:
        raise Bad(f"no Region can be told of {usage_type[:80]}")
    if _text(row, MONEY) != CURRENCY:
        raise Bad(f"currency {_text(row, MONEY)[:10]} is not read, only {CURRENCY}")
    is_usage = row.get(KIND) in _USAGE
    return CurLine(
        _month(row.get(PERIOD)),
        _account(row, PAYER),
        _account(row, ACCOUNT),
        region,
        resource["id"] if resource else None,
        usage_type,
        said.kind,
        str(row.get(UNIT) or "")[:40] or "unknown",
        _number(row, QUANTITY) if is_usage else Decimal(0),
        _number(row, COST),
    )


def _text(row: Values, name: str) -> str:
    value = row.get(name)
    if not isinstance(value, str) or not value or "\0" in value:
        raise Bad(f"{name} is missing")
    return value[:200]


def _region(row: Values, name: str) -> str | None:
    value = row.get(name)
    return value if isinstance(value, str) and re.fullmatch(r"[a-z]{2}(?:-[a-z]+)+-[0-9]", value) else None


def _account(row: Values, name: str) -> str:
    value = str(row.get(name) or "").zfill(12)  # a spreadsheet or a number column drops leading zeros
    if not _ACCOUNT.fullmatch(value) or value == "0" * 12:
        raise Bad(f"{name} is no account")
    return value


def _month(value: object) -> date:
    if isinstance(value, datetime):
        return value.date().replace(day=1)
    if isinstance(value, date):
        return value.replace(day=1)
    try:
        return date.fromisoformat(str(value or "")[:10]).replace(day=1)
    except ValueError:
        raise Bad(f"{PERIOD} is no date") from None


def _number(row: Values, name: str) -> Decimal:
    value = row.get(name)
    made = amount(repr(value) if isinstance(value, float) else value)
    if made is None:
        raise Bad(f"{name} is no number")
    return made
