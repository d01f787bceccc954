"""The kinds of report: which dataset each reads, and what it holds unless other columns are asked for."""

from app.core.problems import FieldError, Invalid, invalid
from app.schemas.plan import Filter, Plan, Sort
from app.schemas.reports import FilterValue, ReportRequest
from app.services.catalog.model import Dataset, FieldType
from app.services.catalog.registry import DATASETS
from app.services.catalog.registry import dataset as named
from app.services.query.parameters import page_request

DATASET_OF = {
    "inventory": "workspaces",
    "usage": "usage",
    "billing": "costs",
    "events": "events",
    "recommendations": "recommendations",
    "changes": "changes",
}
# what desktop teams report on
INVENTORY = (
    "workspace_id", "user_name", "user_display_name", "tag.department", "user_email", "computer_name", "account_id",
    "account_name", "region", "directory_id", "directory_name", "ip_address", "subnet_id", "bundle_id", "bundle_name",
    "compute_type", "operating_system", "protocols", "running_mode", "auto_stop_timeout_minutes",
    "root_volume_size_gib", "user_volume_size_gib", "root_volume_encrypted", "user_volume_encrypted",
    "volume_encryption_key", "state", "connection_state", "last_connected_at", "days_since_connected", "last_seen_at",
    "tags", "connected_hours_mtd", "connected_hours_30d", "modelled_cost_mtd",
)  # fmt: skip
_OF_LISTS_ONLY = ("limit", "offset", "cursor", "count", "fields")


def default_columns(kind: str, dataset: Dataset) -> list[str]:
    """The columns of a report that names none. Payloads are left out, but for changes, which are about them."""
    if kind == "inventory":
        return list(INVENTORY)
    bulky = () if kind == "changes" else (FieldType.JSON,)
    return [f.name for f in dataset.fields.values() if f.listed and f.type not in bulky]


def plan_of(asked: ReportRequest) -> Plan:
    """The plan of a report; without a limit it is meant whole. Raises Invalid naming the part that does not fit."""
    if asked.report_type == "query":
        return _of_query(asked)
    if asked.plan is not None:
        raise invalid("plan", f"goes with report_type 'query'; for '{asked.report_type}' use filters and columns")
    dataset = DATASETS[DATASET_OF[asked.report_type]]
    read = _read(dataset, asked.filters)
    columns = asked.columns or default_columns(asked.report_type, dataset)
    return Plan(dataset=dataset.name, columns=columns, **_given(read))


def _of_query(asked: ReportRequest) -> Plan:
    if asked.plan is None:
        raise invalid("plan", "report_type 'query' needs a plan")
    if asked.columns is not None:
        raise invalid("columns", "belong into the plan where the report_type is 'query'")
    if not asked.filters:
        return asked.plan
    read = _read(named(asked.plan.dataset), asked.filters)
    more = {**_given(read), "filters": [*asked.plan.filters, *read.filters]}
    return asked.plan.model_copy(update=more)


def _given(read: Plan) -> dict[str, list[Filter] | list[Sort] | str | bool]:
    """What the filters say, and nothing that they do not say."""
    given: dict[str, list[Filter] | list[Sort] | str | bool] = {"filters": read.filters}
    if read.search:
        given["search"] = read.search
    if read.sort:
        given["sort"] = read.sort
    if read.include_terminated:
        given["include_terminated"] = True
    return given


def _read(dataset: Dataset, filters: dict[str, FilterValue]) -> Plan:
    """The filters by the parser of the list endpoints."""
    pairs: list[tuple[str, str]] = []
    for name, value in filters.items():
        if name in _OF_LISTS_ONLY:
            raise invalid(f"filters.{name}", "is for lists; a report has every row that matches")
        values = value if isinstance(value, list) else [value]
        if None in values or not values:
            raise invalid(f"filters.{name}", "needs a value; `FIELD.is_null` asks for what is unknown")
        # any of several is `FIELD=a&FIELD=b`: `.in` would be split at commas
        key = name.removesuffix(".in") if isinstance(value, list) else name
        pairs += [(key, str(v).lower() if isinstance(v, bool) else str(v)) for v in values]
    try:
        return page_request(dataset, pairs).plan
    except Invalid as error:
        raise Invalid([FieldError(f"filters.{e.field}", e.message) for e in error.errors]) from error
