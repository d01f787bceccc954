"""Bodies that clients may send, by operation: the documentation shows them, and a test checks that they are valid."""

from typing import Any

_PLAN = {
    "dataset": "workspaces",
    "filters": [
        {"field": "running_mode", "value": "ALWAYS_ON"},
        {"field": "days_since_connected", "op": "gt", "value": 30},
    ],
    "group_by": [{"field": "region"}],
    "measures": [{"agg": "count"}, {"agg": "sum", "field": "modelled_cost_mtd"}],
    "sort": [{"by": "sum_modelled_cost_mtd", "desc": True}],
    "limit": 20,
}
_STOPPED = {
    "report_type": "inventory",
    "format": "xlsx",
    "filters": {"state": "STOPPED", "days_since_connected.gt": 30, "tag.department": ["Finance", "IT"]},
}
_PASSWORD = "correct horse battery staple"  # noqa: S105 - everybody knows it
BODIES: dict[str, dict[str, Any]] = {
    "accounts_create": {"name": "Production", "role_arn": "arn:aws:iam::123456789012:role/WorkSpacesInventory",
                        "external_id": "a-long-random-text", "regions": ["eu-west-1", "us-east-1"]},
    "accounts_discover": {"role_name": "WorkSpacesInventoryReadOnly"},
    "accounts_update": {"name": "Production (EU)", "regions": ["eu-west-1"]},
    "auth_login": {"username": "ada", "password": _PASSWORD},
    "auth_password": {"current_password": _PASSWORD, "new_password": "another horse battery staple"},
    "query_run": _PLAN,
    "report_schedules_create": {"name": "Unused WorkSpaces", "report": _STOPPED, "cron": "30 7 * * MON",
                                "time_zone": "Europe/Berlin", "email_to": ["desktop-team@example.com"]},
    "report_schedules_update": {"is_enabled": False},
    "reports_generate": _STOPPED,
    "schedules_create": {"name": "Every hour", "interval_minutes": 60, "collectors": ["workspaces", "connections"]},
    "schedules_update": {"interval_minutes": 30},
    "sync_start": {"collectors": ["workspaces"], "regions": ["eu-west-1"]},
    "tokens_create": {"name": "nightly export", "scope": ["read"], "expires_in_days": 90},
    "users_create": {"username": "ada", "email": "ada@example.com", "password": _PASSWORD, "role": "operator"},
    "users_update": {"full_name": "Ada Lovelace"},
    "views_create": {"name": "Unused and always on", "plan": {key: _PLAN[key] for key in ("dataset", "filters")}},
    "views_update": {"is_shared": True},
}  # fmt: skip
