"""Cost Explorer: GetCostAndUsage and GetDimensionValues. The endpoint is in us-east-1; the payer sees every account.

The bill is that of Amazon WorkSpaces, with two small services beside it, so that who forgets the filter notices. There
is no grouping by resource. A page ends after about 300 groups, always at the end of a period.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from demo_aws.estate.bill import COST_TAGS, Entry, months_between
from demo_aws.estate.calendar import DAY, EPOCH
from demo_aws.estate.company import REGIONS
from demo_aws.wire.call import Call
from demo_aws.wire.errors import AwsError

SERVICE = "Amazon WorkSpaces"
PAGE_GROUPS = 300
OLDEST_MONTHS = 14
METRICS = frozenset({"AmortizedCost", "BlendedCost", "NetAmortizedCost", "NetUnblendedCost", "NormalizedUsageAmount",
                     "UnblendedCost", "UsageQuantity"})  # fmt: skip
_DIMENSIONS = frozenset({"SERVICE", "LINKED_ACCOUNT", "REGION", "USAGE_TYPE", "RECORD_TYPE", "OPERATION"})
_OTHERS = (
    ("AmazonCloudWatch", "CW:Requests", Decimal("0.42")),
    ("AWS Directory Service", "MicrosoftAD-Usage", Decimal("2.88")),
)


def _invalid(message: str) -> AwsError:
    return AwsError("ValidationException", message)


@dataclass(frozen=True, slots=True)
class Charge:
    """One sum with what can be filtered and grouped by."""

    day: int
    dimensions: dict[str, str]
    tags: dict[str, str]
    unit: str
    quantity: Decimal
    cost: Decimal


def _charge(entry: Entry) -> Charge:
    tags = {name: value for name, value in zip(COST_TAGS, entry.tags, strict=True) if value}
    dimensions = {"SERVICE": SERVICE, "LINKED_ACCOUNT": entry.account_id, "REGION": entry.region,
                  "USAGE_TYPE": entry.usage_type, "RECORD_TYPE": "Usage", "OPERATION": ""}  # fmt: skip
    return Charge(entry.day, dimensions, tags, entry.unit, entry.quantity, entry.cost)


def _charges(call: Call, start: int, end: int) -> Iterable[Charge]:
    """Everything billed in the days [start, end), as far as the bill has come: yesterday."""
    accounts = (
        call.fleet.accounts if call.account_id == call.world.home.account_id else (call.world.account(call.account_id),)
    )
    for account in accounts:
        if account is None:
            continue
        for region in REGIONS:
            for year, month in months_between(start * DAY, end * DAY):
                for entry in call.world.bill.month(account.account_id, region, year, month, call.now):
                    if start <= entry.day < end:
                        yield _charge(entry)
        for service, usage_type, cost in _OTHERS:
            dimensions = {"SERVICE": service, "LINKED_ACCOUNT": account.account_id, "REGION": "us-east-1",
                          "USAGE_TYPE": usage_type, "RECORD_TYPE": "Usage", "OPERATION": ""}  # fmt: skip
            for day in range(start, min(end, int(call.now) // DAY)):
                yield Charge(day, dimensions, {}, "Hrs", Decimal(24), cost)


def _matches(charge: Charge, expression: dict[str, Any]) -> bool:
    """A filter: exactly one of And, Or, Not, Dimensions, Tags (CostCategories match nothing)."""
    if len(expression) != 1:
        raise _invalid("Expression must have exactly one root element")
    ((kind, inner),) = expression.items()
    if kind == "And":
        return all(_matches(charge, one) for one in inner)
    if kind == "Or":
        return any(_matches(charge, one) for one in inner)
    if kind == "Not":
        return not _matches(charge, inner)
    if kind == "Dimensions":
        if inner["Key"] not in _DIMENSIONS:
            raise _invalid(f"Dimension {inner['Key']} is not available here")
        return _fits(charge.dimensions[inner["Key"]], inner)
    return kind == "Tags" and _fits(charge.tags.get(inner["Key"], ""), inner)


def _fits(value: str, inner: dict[str, Any]) -> bool:
    options = inner.get("MatchOptions", ["EQUALS"])
    values = inner.get("Values", [])
    if "ABSENT" in options:
        return value == ""
    if "STARTS_WITH" in options:
        return any(value.startswith(one) for one in values)
    if "CONTAINS" in options:
        return any(one in value for one in values)
    return value in values


def _day(text: str) -> int:
    try:
        return (date.fromisoformat(text[:10]) - EPOCH).days
    except ValueError:
        raise _invalid(f"{text} is not a date") from None


def _period(call: Call) -> tuple[int, int]:
    if call.region != "us-east-1":
        raise AwsError("UnrecognizedClientException", "Cost Explorer has its endpoint in us-east-1", 400)
    start, end = _day(call.params["TimePeriod"]["Start"]), _day(call.params["TimePeriod"]["End"])
    if start >= end:
        raise _invalid("Start date (and hour) should be before end date (and hour)")
    today = int(call.now) // DAY
    if start < today - OLDEST_MONTHS * 31:
        raise AwsError("DataUnavailableException", f"You haven't enabled historical data beyond {OLDEST_MONTHS} months")
    return start, end


def _keys(call: Call) -> list[tuple[str, str]]:
    groups = call.params.get("GroupBy", [])
    if len(groups) > 2:
        raise _invalid("GroupBy supports at most 2 groups")
    for one in groups:
        if one.get("Type") == "DIMENSION" and one.get("Key") not in _DIMENSIONS:
            raise _invalid(f"Group Definition dimension is invalid: {one.get('Key')}")
    return [(one.get("Type", "DIMENSION"), one["Key"]) for one in groups]


def get_cost_and_usage(call: Call) -> dict[str, Any]:
    """Costs by day or month, by up to two dimensions or tags; NextPageToken leads on (botocore has no paginator)."""
    params = call.params
    start, end = _period(call)
    if params["Granularity"] == "HOURLY":
        raise _invalid("Hourly granularity is not enabled for this account")
    wrong = [one for one in params["Metrics"] if one not in METRICS]
    if wrong:
        raise _invalid(f"Metric {wrong[0]} is not valid")
    keys = _keys(call)
    monthly = params["Granularity"] == "MONTHLY"
    periods = _periods(start, end, monthly=monthly)
    bound = {name: value for name, value in params.items() if name != "NextPageToken"}
    invalid = AwsError("InvalidNextTokenException", "The pagination token is invalid.")
    index = call.resume(params.get("NextPageToken"), bound, invalid)
    shown: list[dict[str, Any]] = []
    sums: defaultdict[int, Sums] = defaultdict(dict)
    upto = groups = 0
    while index < len(periods):
        first, last = periods[index]
        if first >= upto:  # a month at a time: a page needs no more
            upto = last if monthly else min(end, _periods(first, end, monthly=True)[0][1])
            sums = _sums(call, first, upto, keys, monthly=monthly)
        if shown and groups + len(sums[first]) > PAGE_GROUPS:
            break
        shown.append(_result(call, periods[index], sums[first], grouped=bool(keys)))
        groups += len(sums[first])
        index += 1
    answer: dict[str, Any] = {"ResultsByTime": shown, "DimensionValueAttributes": _names(call, keys)}
    if keys:
        answer["GroupDefinitions"] = params["GroupBy"]
    return answer | ({"NextPageToken": call.token(index, bound)} if index < len(periods) else {})


def _names(call: Call, keys: list[tuple[str, str]]) -> list[dict[str, Any]]:
    if ("DIMENSION", "LINKED_ACCOUNT") not in keys:
        return []
    return [{"Value": one.account_id, "Attributes": {"description": one.name}} for one in call.fleet.accounts]


def _periods(start: int, end: int, *, monthly: bool) -> list[tuple[int, int]]:
    if not monthly:
        return [(day, day + 1) for day in range(start, end)]
    found = []
    at = start
    while at < end:
        on = EPOCH + timedelta(days=at)
        following = (date(on.year + on.month // 12, on.month % 12 + 1, 1) - EPOCH).days
        found.append((at, min(following, end)))
        at = following
    return found


Sums = dict[tuple[str, ...], tuple[Decimal, Decimal, set[str]]]


def _sums(call: Call, start: int, end: int, keys: list[tuple[str, str]], *, monthly: bool) -> defaultdict[int, Sums]:
    """By first day of the period, then by group: cost, quantity and the units met."""
    opening = {day: first for first, last in _periods(start, end, monthly=monthly) for day in range(first, last)}
    wanted = call.params.get("Filter")
    made: defaultdict[int, Sums] = defaultdict(dict)
    for charge in _charges(call, start, end):
        if wanted is not None and not _matches(charge, wanted):
            continue
        group = tuple(
            f"{key}${charge.tags.get(key, '')}" if kind == "TAG" else charge.dimensions[key] for kind, key in keys
        )
        row = made[opening[charge.day]]
        cost, quantity, units = row.get(group, (Decimal(), Decimal(), set()))
        row[group] = (cost + charge.cost, quantity + charge.quantity, units | {charge.unit})
    return made


def _result(call: Call, period: tuple[int, int], sums: Sums, *, grouped: bool) -> dict[str, Any]:
    first, last = (str(EPOCH + timedelta(days=day)) for day in period)
    now = datetime.fromtimestamp(call.now, UTC).date()
    result: dict[str, Any] = {
        "TimePeriod": {"Start": first, "End": last},
        "Total": {},
        "Groups": [{"Keys": list(group), "Metrics": _metrics(call, row)} for group, row in sorted(sums.items())],
        "Estimated": now < _closing(EPOCH + timedelta(days=period[1] - 1)),
    }
    if not grouped:
        result["Total"] = _metrics(call, sums.get((), (Decimal(), Decimal(), set())))
        result["Groups"] = []
    return result


def _closing(on: date) -> date:
    """The day on which the bill of a month stands: some days into the next one."""
    return date(on.year + on.month // 12, on.month % 12 + 1, 4)


def _metrics(call: Call, row: tuple[Decimal, Decimal, set[str]]) -> dict[str, dict[str, str]]:
    cost, quantity, units = row
    unit = next(iter(units)) if len(units) == 1 else "N/A"
    return {
        name: {"Amount": f"{quantity:f}", "Unit": unit}
        if name.startswith(("Usage", "Normal"))
        else {"Amount": f"{cost:f}", "Unit": "USD"}
        for name in call.params["Metrics"]
    }


def get_dimension_values(call: Call) -> dict[str, Any]:
    """The values of one dimension in a period."""
    start, end = _period(call)
    key = call.params["Dimension"]
    if key not in _DIMENSIONS:
        raise _invalid(f"Dimension {key} is not available here")
    wanted = call.params.get("Filter")
    search = call.params.get("SearchString", "").lower()
    values = sorted(
        {
            charge.dimensions[key]
            for charge in _charges(call, start, end)
            if (wanted is None or _matches(charge, wanted)) and search in charge.dimensions[key].lower()
        }
    )
    rows = [{"Value": value, "Attributes": {}} for value in values]
    return {"DimensionValues": rows, "ReturnSize": len(rows), "TotalSize": len(rows)}
