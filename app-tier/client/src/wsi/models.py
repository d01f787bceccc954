"""Shapes of the API, made from its OpenAPI document by `generate.py`: do not edit."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypeAlias, TypedDict

Capability: TypeAlias = "Literal['read', 'sync', 'recommendations', 'send', 'admin']"
Role: TypeAlias = "Literal['admin', 'operator', 'viewer']"


class AccountAnswer(TypedDict):
    access_key_id: str | None
    account_id: str | None
    external_id: str | None
    id: int
    is_enabled: bool
    kind: Literal['home', 'role', 'keys']
    last_checked_at: str | None
    last_error: str | None
    name: str
    partition: str
    regions: list[str] | None
    role_arn: str | None


class AccountChange(TypedDict):
    access_key_id: NotRequired[str]
    external_id: NotRequired[str | None]
    is_enabled: NotRequired[bool]
    name: NotRequired[str]
    regions: NotRequired[list[str] | None]
    role_arn: NotRequired[str]
    secret_access_key: NotRequired[str]


class AccountCheck(TypedDict):
    account_id: str | None
    error: str | None
    ok: bool


class AiHealth(TypedDict):
    latency_ms: float | None
    model: str | None
    status: Literal['ok', 'loading', 'unavailable']


class Alternative(TypedDict):
    id: int
    kind: str
    saving_monthly: float | None
    state: Literal['open', 'approved', 'snoozed', 'dismissed', 'done', 'obsolete']
    title: str


class AuditAnswer(TypedDict):
    action: str
    actor: str | None
    at: str
    detail: dict[str, Any] | None
    hash: NotRequired[str | None]
    id: int
    position: NotRequired[int | None]
    request_id: str | None
    source_ip: str | None
    target: str | None


class Bill(TypedDict):
    currency: str | None
    estimated: bool
    items: list[BillItem]
    source: NotRequired[Literal['billed']]
    total_cost: float | None


class BillItem(TypedDict):
    account_id: str | None
    cost: float | None
    currency: str | None
    estimated: bool
    month: str | None
    quantity: float | None
    region: str | None
    source: NotRequired[Literal['billed']]
    unit: str | None
    usage_type: str | None


class Billing(TypedDict):
    billed_cost: NotRequired[float | None]
    currency: str
    items: list[BillingItem]
    known_cost: float
    total_cost: float | None
    unknown_items: int
    workspace_id: str


class BillingItem(TypedDict):
    cost: float | None
    coverage: float | None
    currency: str
    kind: str
    month: str
    price_date: str | None
    price_source: str | None
    quantity: float | None
    reason: str | None
    source: Literal['modelled', 'billed']
    unit: str
    usage_type: str


class CacheStats(TypedDict):
    answers: int | None
    hit_rate: float | None
    hits: int | None
    memory_bytes: int | None
    misses: int | None
    version: str | None


class Catalog(TypedDict):
    datasets: list[CatalogDataset]
    language: Language
    version: str


class CatalogDataset(TypedDict):
    compares: bool
    dated: bool
    default_columns: list[str]
    default_sort: list[str]
    description: str
    facets: list[str]
    fields: list[CatalogField]
    key: list[str]
    label: str
    name: str
    search_fields: list[str]
    supports_tags: bool


class CatalogField(TypedDict):
    aggregates: list[str]
    buckets: list[str]
    description: str
    facet: bool
    filterable: bool
    grain: str | None
    group: str
    groupable: bool
    label: str
    name: str
    nullable: bool
    operators: list[str]
    provenance: str
    sortable: bool
    synonyms: list[str]
    type: str
    unit: str | None
    values: list[EnumValue] | None


class Chart(TypedDict):
    type: Literal['bar', 'line']
    x: str
    y: str


class Compared(TypedDict):
    field: str
    period: Period
    previous: Period


class Comparison(TypedDict):
    field: NotRequired[str | None]
    to: NotRequired[Literal['previous_period', 'same_period_last_year']]


class Config(TypedDict):
    ai_question_days: int
    ai_questions_per_minute: int
    audit_months: int
    backup_hours: int
    backups_kept: int
    cost_months: int
    event_months: int
    forecast_interval_percent: int
    forecast_weeks: int
    holidays: list[str]
    metric_months: int
    recommendations_coverage_percent: int
    recommendations_duplicate_hours: int
    recommendations_end_of_life_days: int
    recommendations_minimum_saving: float
    recommendations_never_used_days: int
    recommendations_off: list[Literal['switch_to_auto_stop', 'switch_to_always_on', 'unused', 'never_used', 'user_gone', 'duplicate', 'oversized', 'undersized', 'idle_timeout', 'oversized_volume', 'unencrypted', 'end_of_life', 'missing_tags']]
    recommendations_opt_out_tag: list[str]
    recommendations_owner_tags: list[str]
    recommendations_sizing_days: int
    recommendations_sizing_target_percent: int
    recommendations_sizing_used_days: int
    recommendations_start_cost: float
    recommendations_undersized_percent: int
    recommendations_unused_days: int
    recommendations_volume_used_percent: int
    usage_months: int
    working_weekdays: list[Literal['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']]


class ConfigChange(TypedDict):
    ai_question_days: NotRequired[int | None]
    ai_questions_per_minute: NotRequired[int | None]
    audit_months: NotRequired[int | None]
    backup_hours: NotRequired[int | None]
    backups_kept: NotRequired[int | None]
    cost_months: NotRequired[int | None]
    event_months: NotRequired[int | None]
    forecast_interval_percent: NotRequired[int | None]
    forecast_weeks: NotRequired[int | None]
    holidays: NotRequired[list[str] | None]
    metric_months: NotRequired[int | None]
    recommendations_coverage_percent: NotRequired[int | None]
    recommendations_duplicate_hours: NotRequired[int | None]
    recommendations_end_of_life_days: NotRequired[int | None]
    recommendations_minimum_saving: NotRequired[float | None]
    recommendations_never_used_days: NotRequired[int | None]
    recommendations_off: NotRequired[list[Literal['switch_to_auto_stop', 'switch_to_always_on', 'unused', 'never_used', 'user_gone', 'duplicate', 'oversized', 'undersized', 'idle_timeout', 'oversized_volume', 'unencrypted', 'end_of_life', 'missing_tags']] | None]
    recommendations_opt_out_tag: NotRequired[list[str] | None]
    recommendations_owner_tags: NotRequired[list[str] | None]
    recommendations_sizing_days: NotRequired[int | None]
    recommendations_sizing_target_percent: NotRequired[int | None]
    recommendations_sizing_used_days: NotRequired[int | None]
    recommendations_start_cost: NotRequired[float | None]
    recommendations_undersized_percent: NotRequired[int | None]
    recommendations_unused_days: NotRequired[int | None]
    recommendations_volume_used_percent: NotRequired[int | None]
    usage_months: NotRequired[int | None]
    working_weekdays: NotRequired[list[Literal['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']] | None]


class CostExplanation(TypedDict):
    account_id: str
    currency: str
    modelled_cost: float | None
    month: str
    note: str | None
    region: str
    settings: list[CostSetting]
    steps: list[CostStep]
    summary: str
    workspace_id: str


class CostSetting(TypedDict):
    assumptions: list[str]
    begins_at: str
    compute_type: str | None
    root_volume_size_gib: int | None
    running_mode: str | None
    user_volume_size_gib: int | None


class CostSlice(TypedDict):
    charged: Literal['ALWAYS_ON', 'AUTO_STOP', 'OTHER']
    cost: float | None
    month: str
    unknown: int


class CostStep(TypedDict):
    assumptions: list[str]
    begins_at: str
    cost: float | None
    coverage: float | None
    currency: str
    days: int | None
    ends_at: str
    kind: str
    list_price: NotRequired[float | None]
    of_days: int | None
    price_date: str | None
    price_note: str | None
    price_override: NotRequired[str | None]
    price_source: str | None
    quantity: float | None
    rate: float | None
    reason: str | None
    text: str
    unit: str
    usage_type: str


class Count(TypedDict):
    count: int
    label: str | None
    value: str | None


class CountOf(TypedDict):
    count: int
    is_estimate: bool
    label: str
    name: str


class CoverageAnswer(TypedDict):
    items: list[CoverageItem]
    worst: Literal['ok', 'stale', 'never', 'partial', 'throttled', 'denied', 'failed'] | None


class CoverageItem(TypedDict):
    account_id: str
    account_name: str
    api_calls: int | None
    api_calls_this_month: int | None
    collector: str
    cost_usd: float | None
    cost_usd_this_month: float | None
    covered_from: str | None
    covered_to: str | None
    detail: dict[str, Any] | None
    error: str | None
    every_minutes: int | None
    last_attempt_at: str | None
    last_good_at: str | None
    meaning: str | None
    next_run_at: str | None
    region: str
    status: Literal['ok', 'stale', 'never', 'partial', 'throttled', 'denied', 'failed']
    throttled: int | None


class CurImportAnswer(TypedDict):
    bad: list[dict[str, Any]]
    bad_lines: int
    cost: float
    files: list[str]
    id: int
    imported_at: str
    lines: int
    month: str
    payer_account_id: str
    unassigned_cost: float
    workspaces: int


class DatabaseStats(TypedDict):
    connections: int
    max_connections: int
    schema_revision: str
    size_bytes: int
    tables: list[TableSize]
    version: str


class Decided(TypedDict):
    changed: list[int]
    refused: list[Refused]


class Decision(TypedDict):
    reason: NotRequired[str | None]
    snoozed_until: NotRequired[str | None]
    state: Literal['open', 'approved', 'snoozed', 'dismissed', 'done']


class DecisionOnMany(TypedDict):
    ids: list[int]
    reason: NotRequired[str | None]
    snoozed_until: NotRequired[str | None]
    state: Literal['open', 'approved', 'snoozed', 'dismissed', 'done']


class DeliveryAnswer(TypedDict):
    attempts: int
    created_at: str
    error: str | None
    form: Literal['attachment', 'link'] | None
    id: int
    next_attempt_at: str | None
    recipient: str
    report_id: int | None
    schedule_id: int | None
    sent_at: str | None
    status: Literal['waiting', 'sent', 'failed']


class Dependency(TypedDict):
    error: str | None
    latency_ms: float | None
    ok: bool


class DependencyState(TypedDict):
    detail: str | None
    label: str
    latency_ms: float | None
    name: str
    status: Literal['ok', 'degraded', 'down', 'off']


class DiscoveredAccount(TypedDict):
    account_id: str
    error: NotRequired[str | None]
    name: str
    status: str | None


class Discovery(TypedDict):
    added: list[DiscoveredAccount]
    known: list[DiscoveredAccount]
    not_assumed: list[DiscoveredAccount]
    skipped: list[DiscoveredAccount]


class DiscoveryRequest(TypedDict):
    external_id: NotRequired[str | None]
    regions: NotRequired[list[str] | None]
    role_name: str


class EnumValue(TypedDict):
    label: str
    value: str


class EventItem(TypedDict):
    account_id: str
    account_name: str | None
    error_code: str | None
    error_message: str | None
    event_id: str
    event_name: str | None
    event_time: str
    invoked_by: str | None
    read_only: bool | None
    region: str
    request_parameters: Any
    response_elements: Any
    source_ip: str | None
    user_agent: str | None
    user_arn: str | None
    user_type: str | None
    username: str | None
    workspace_id: list[str]


class EvidenceItem(TypedDict):
    label: str
    name: str
    since: NotRequired[str | None]
    unit: NotRequired[str | None]
    until: NotRequired[str | None]
    value: float | str | bool | None


class ExperienceAnswer(TypedDict):
    items: list[ExperienceItem]
    workspace_id: str


class ExperienceItem(TypedDict):
    cpu_percent_avg: float | None
    cpu_percent_max: float | None
    cpu_percent_p95: float | None
    day: str
    latency_ms_avg: float | None
    latency_ms_max: float | None
    latency_ms_p95: float | None
    launch_seconds_avg: float | None
    launch_seconds_max: float | None
    launch_seconds_p95: float | None
    memory_percent_avg: float | None
    memory_percent_max: float | None
    memory_percent_p95: float | None
    packet_loss_percent_avg: float | None
    packet_loss_percent_max: float | None
    packet_loss_percent_p95: float | None
    root_volume_percent_avg: float | None
    root_volume_percent_max: float | None
    root_volume_percent_p95: float | None
    user_volume_percent_avg: float | None
    user_volume_percent_max: float | None
    user_volume_percent_p95: float | None


class Explanation(TypedDict):
    columns: list[ResultColumn]
    compared: NotRequired[Compared | None]
    parameters: NotRequired[dict[str, Any] | None]
    plan: Plan
    query_plan: NotRequired[list[str] | None]
    sql: NotRequired[str | None]
    words: str


class FacetItem(TypedDict):
    field: str
    label: str
    other: int
    values: list[FacetValueItem]


class FacetValueItem(TypedDict):
    count: int
    label: str | None
    value: str | None


class Facets(TypedDict):
    facets: list[FacetItem]
    total: int


class Feedback(TypedDict):
    comment: NotRequired[str | None]
    thumb: Literal[1, -1] | None


class FieldProblem(TypedDict):
    field: str
    message: str


class Figure(TypedDict):
    basis: Literal['aws', 'measured', 'modelled']
    change_percent: float | None
    previous: float | None
    previous_to_date: NotRequired[float | None]
    unit: str | None
    value: float | None


class Filter(TypedDict):
    field: str
    op: NotRequired[Literal['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'between', 'contains', 'starts_with', 'is_null', 'in']]
    value: NotRequired[str | bool | int | float | RelativeTime | list[str | bool | int | float | None] | None]


class ForecastItem(TypedDict):
    cost: float | None
    cost_so_far: float | None
    high: float | None
    low: float | None
    unknown: int
    value: str | None
    workspaces: int


class GroupBy(TypedDict):
    bucket: NotRequired[Literal['hour', 'day', 'week', 'month', 'quarter', 'year'] | None]
    field: str


class Having(TypedDict):
    by: str
    op: NotRequired[Literal['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'between', 'is_null']]
    value: NotRequired[str | bool | int | float | list[str | bool | int | float | None] | None]


class Health(TypedDict):
    status: str


class History(TypedDict):
    items: list[HistoryItem]
    limit: int
    next_cursor: NotRequired[str | None]
    offset: int
    state: NotRequired[PastState | None]
    total: int
    total_exact: NotRequired[bool]


class HistoryItem(TypedDict):
    after: Any
    before: Any
    changed_at: str
    changed_by: str | None
    event_id: str | None
    field: str
    label: str
    sync_id: int | None


class HourOfUse(TypedDict):
    connected: int
    hour: str
    measured: int


class KindSummary(TypedDict):
    cost_monthly: float
    count: int
    counted_saving_monthly: float
    kind: str
    label: str
    saving_monthly: float
    unknown: int


class Language(TypedDict):
    aggregates: list[Term]
    buckets: list[Term]
    comparisons: list[Term]
    limits: dict[str, int]
    operators: list[Term]
    plan: dict[str, Any]
    relative_times: list[Term]
    version: int


class LockAnswer(TypedDict):
    locked_at: str
    locked_by: str | None
    month: str
    reason: str | None
    source: Literal['modelled', 'billed']
    version: int


class Locks(TypedDict):
    items: list[LockAnswer]


class Me(TypedDict):
    account_scope: list[str] | None
    created_at: str
    email: str
    full_name: str | None
    id: int
    is_active: bool
    is_superuser: bool
    last_login_at: str | None
    permissions: list[str]
    role: Role
    username: str


class Measure(TypedDict):
    agg: Literal['count', 'distinct', 'sum', 'avg', 'min', 'max', 'median', 'p95'] | Literal['share', 'ratio']
    field: NotRequired[str | None]
    of: NotRequired[Part | None]
    per: NotRequired[Part | None]


class Meta(TypedDict):
    demo: bool
    mail: bool
    name: str
    version: str


class ModeComparison(TypedDict):
    account_id: str
    always_on_month: float | None
    auto_stop_hour: float | None
    auto_stop_month: float | None
    break_even_hours: float | None
    currency: str
    months: list[ModeMonth]
    price_date: str | None
    price_source: str | None
    reason: str | None
    region: str
    running_mode: str | None
    timeout_minutes: int
    workspace_id: str


class ModeMonth(TypedDict):
    auto_stop_hours: int | None
    coverage: float | None
    month: str


class MonthForecast(TypedDict):
    currency: str
    group_by: str | None
    interval_percent: int
    items: list[ForecastItem]
    month: str
    source: NotRequired[str]
    total: ForecastItem


class NewAccount(TypedDict):
    access_key_id: NotRequired[str | None]
    account_id: NotRequired[str | None]
    external_id: NotRequired[str | None]
    is_enabled: NotRequired[bool]
    kind: NotRequired[Literal['role', 'keys']]
    name: NotRequired[str | None]
    regions: NotRequired[list[str] | None]
    role_arn: NotRequired[str | None]
    secret_access_key: NotRequired[str | None]


class NewLock(TypedDict):
    month: str
    reason: NotRequired[str | None]
    source: NotRequired[Literal['modelled', 'billed']]


class NewOverride(TypedDict):
    account_id: NotRequired[str | None]
    name: str
    percent: NotRequired[float | str | None]
    price: NotRequired[float | str | None]
    region: NotRequired[str | None]
    usage_type: NotRequired[str | None]
    valid_from: NotRequired[str | None]
    valid_to: NotRequired[str | None]


class NewReportSchedule(TypedDict):
    cron: str
    email_to: NotRequired[list[str]]
    email_users: NotRequired[list[int]]
    is_enabled: NotRequired[bool]
    name: str
    report: ReportRequest
    time_zone: NotRequired[str]


class NewSchedule(TypedDict):
    account_ids: NotRequired[list[str] | None]
    collectors: NotRequired[list[str] | None]
    interval_minutes: int
    is_enabled: NotRequired[bool]
    name: str
    regions: NotRequired[list[str] | None]


class NewToken(TypedDict):
    expires_in_days: NotRequired[int | None]
    name: str
    scope: list[Capability]


class NewUser(TypedDict):
    account_scope: NotRequired[list[str] | None]
    email: str
    full_name: NotRequired[str | None]
    is_active: NotRequired[bool]
    is_superuser: NotRequired[bool]
    password: str
    role: NotRequired[Role]
    username: str


class NewView(TypedDict):
    columns: NotRequired[list[str]]
    density: NotRequired[Literal['comfortable', 'compact']]
    is_default: NotRequired[bool]
    is_shared: NotRequired[bool]
    name: str
    plan: Plan


class OverrideAnswer(TypedDict):
    account_id: str | None
    id: int
    name: str
    percent: float | None
    price: float | None
    region: str | None
    updated_at: str
    updated_by: str | None
    usage_type: str | None
    valid_from: str | None
    valid_to: str | None


class OverrideChange(TypedDict):
    account_id: NotRequired[str | None]
    name: NotRequired[str | None]
    percent: NotRequired[float | str | None]
    price: NotRequired[float | str | None]
    region: NotRequired[str | None]
    usage_type: NotRequired[str | None]
    valid_from: NotRequired[str | None]
    valid_to: NotRequired[str | None]


class Overview(TypedDict):
    as_of: str
    by_running_mode: list[Count]
    by_state: list[Count]
    changes_7d: list[Count]
    connected_by_hour: list[HourOfUse]
    connected_now: Figure
    cost_by_month: list[CostSlice]
    cost_month: Figure
    forecast_cost_month: float | None
    hours_month: Figure
    month: str
    savings: Savings | None
    workspaces: Figure


class Page_AccountAnswer_(TypedDict):
    items: list[AccountAnswer]
    limit: int
    next_cursor: NotRequired[str | None]
    offset: int
    total: int
    total_exact: NotRequired[bool]


class Page_AuditAnswer_(TypedDict):
    items: list[AuditAnswer]
    limit: int
    next_cursor: NotRequired[str | None]
    offset: int
    total: int
    total_exact: NotRequired[bool]


class Page_CurImportAnswer_(TypedDict):
    items: list[CurImportAnswer]
    limit: int
    next_cursor: NotRequired[str | None]
    offset: int
    total: int
    total_exact: NotRequired[bool]


class Page_DeliveryAnswer_(TypedDict):
    items: list[DeliveryAnswer]
    limit: int
    next_cursor: NotRequired[str | None]
    offset: int
    total: int
    total_exact: NotRequired[bool]


class Page_EventItem_(TypedDict):
    items: list[EventItem]
    limit: int
    next_cursor: NotRequired[str | None]
    offset: int
    total: int
    total_exact: NotRequired[bool]


class Page_OverrideAnswer_(TypedDict):
    items: list[OverrideAnswer]
    limit: int
    next_cursor: NotRequired[str | None]
    offset: int
    total: int
    total_exact: NotRequired[bool]


class Page_RecommendationItem_(TypedDict):
    items: list[RecommendationItem]
    limit: int
    next_cursor: NotRequired[str | None]
    offset: int
    total: int
    total_exact: NotRequired[bool]


class Page_ReportAnswer_(TypedDict):
    items: list[ReportAnswer]
    limit: int
    next_cursor: NotRequired[str | None]
    offset: int
    total: int
    total_exact: NotRequired[bool]


class Page_ReportScheduleAnswer_(TypedDict):
    items: list[ReportScheduleAnswer]
    limit: int
    next_cursor: NotRequired[str | None]
    offset: int
    total: int
    total_exact: NotRequired[bool]


class Page_ScheduleAnswer_(TypedDict):
    items: list[ScheduleAnswer]
    limit: int
    next_cursor: NotRequired[str | None]
    offset: int
    total: int
    total_exact: NotRequired[bool]


class Page_SessionAnswer_(TypedDict):
    items: list[SessionAnswer]
    limit: int
    next_cursor: NotRequired[str | None]
    offset: int
    total: int
    total_exact: NotRequired[bool]


class Page_SyncSummary_(TypedDict):
    items: list[SyncSummary]
    limit: int
    next_cursor: NotRequired[str | None]
    offset: int
    total: int
    total_exact: NotRequired[bool]


class Page_TokenAnswer_(TypedDict):
    items: list[TokenAnswer]
    limit: int
    next_cursor: NotRequired[str | None]
    offset: int
    total: int
    total_exact: NotRequired[bool]


class Page_UserAnswer_(TypedDict):
    items: list[UserAnswer]
    limit: int
    next_cursor: NotRequired[str | None]
    offset: int
    total: int
    total_exact: NotRequired[bool]


class Page_ViewAnswer_(TypedDict):
    items: list[ViewAnswer]
    limit: int
    next_cursor: NotRequired[str | None]
    offset: int
    total: int
    total_exact: NotRequired[bool]


class Page_WorkspaceEventItem_(TypedDict):
    items: list[WorkspaceEventItem]
    limit: int
    next_cursor: NotRequired[str | None]
    offset: int
    total: int
    total_exact: NotRequired[bool]


class Page_WorkspaceItem_(TypedDict):
    items: list[WorkspaceItem]
    limit: int
    next_cursor: NotRequired[str | None]
    offset: int
    total: int
    total_exact: NotRequired[bool]


class Part(TypedDict):
    agg: Literal['count', 'distinct', 'sum', 'avg', 'min', 'max', 'median', 'p95']
    field: NotRequired[str | None]


class PasswordChange(TypedDict):
    current_password: str
    new_password: str
    revoke_tokens: NotRequired[bool]


class PastState(TypedDict):
    at: str
    certainty: str
    workspace: dict[str, Any] | None


class Period(TypedDict):
    since: str
    until: str


class Plan(TypedDict):
    as_of: NotRequired[str | None]
    columns: NotRequired[list[str]]
    compare: NotRequired[Comparison | None]
    dataset: NotRequired[str]
    filters: NotRequired[list[Filter]]
    group_by: NotRequired[list[GroupBy]]
    having: NotRequired[list[Having]]
    include_terminated: NotRequired[bool]
    limit: NotRequired[int]
    measures: NotRequired[list[Measure]]
    offset: NotRequired[int]
    other: NotRequired[bool]
    search: NotRequired[str | None]
    since: NotRequired[str | None]
    sort: NotRequired[list[Sort]]
    time_zone: NotRequired[str]
    version: NotRequired[Literal[1]]


class ProblemDocument(TypedDict):
    detail: str
    errors: NotRequired[list[FieldProblem] | None]
    instance: str
    request_id: str
    status: int
    title: str
    type: str


class QueryResult(TypedDict):
    as_of: str
    columns: list[ResultColumn]
    compared: NotRequired[Compared | None]
    other: NotRequired[list[Any] | None]
    plan: Plan
    rows: list[list[Any]]
    total: int
    truncated: bool
    version: NotRequired[Literal[1]]


class Question(TypedDict):
    conversation_id: NotRequired[str | None]
    query: str


class QuestionAnswer(TypedDict):
    answer: str
    as_of: str | None
    chart: Chart | None
    columns: list[ResultColumn]
    conversation_id: str
    engine: Literal['model', 'rules']
    id: int
    interpretation: str
    model: str
    plan: Plan | None
    rows: list[list[Any]]
    status: Literal['answered', 'needs_clarification', 'unsupported', 'unavailable']
    suggestions: list[str]
    timings_ms: dict[str, float]
    total: int | None
    truncated: bool


class QueueStats(TypedDict):
    later: int | None
    limit: int
    soon: int | None


class Readiness(TypedDict):
    dependencies: dict[str, Dependency]
    status: str


class RecommendationDetail(TypedDict):
    account_id: str
    account_name: str | None
    act_by: str | None
    act_on: str
    after: dict[str, Any]
    alternatives: list[Alternative]
    before: dict[str, Any]
    bundle_name: str | None
    compute_type: str | None
    computer_name: str | None
    confidence: str
    counted_saving: float | None
    directory_id: str | None
    directory_name: str | None
    done_at: str | None
    done_how: str | None
    effective_on: str | None
    effort: str
    evidence: list[EvidenceItem]
    history: list[Step]
    how: str
    id: int
    kind: str
    opened_at: str
    operating_system: str | None
    reasons: list[str]
    region: str
    risk: str
    risk_text: str
    running_mode: str | None
    saving_monthly: float | None
    saving_note: str | None
    snoozed_until: str | None
    state: Literal['open', 'approved', 'snoozed', 'dismissed', 'done', 'obsolete']
    state_at: str
    state_by: str | None
    state_reason: str | None
    tags: dict[str, str] | None
    title: str
    undo: str
    updated_at: str
    user_display_name: str | None
    user_name: str | None
    verified: list[VerifiedMonth]
    verified_saving_monthly: float | None
    verified_saving_total: float | None
    workspace_id: str
    workspace_state: str | None


class RecommendationItem(TypedDict):
    account_id: str
    account_name: str | None
    act_by: str | None
    act_on: str
    bundle_name: str | None
    compute_type: str | None
    computer_name: str | None
    confidence: str
    counted_saving: float | None
    directory_id: str | None
    directory_name: str | None
    done_at: str | None
    done_how: str | None
    effective_on: str | None
    effort: str
    evidence: list[EvidenceItem]
    id: int
    kind: str
    opened_at: str
    operating_system: str | None
    region: str
    risk: str
    running_mode: str | None
    saving_monthly: float | None
    saving_note: str | None
    snoozed_until: str | None
    state: Literal['open', 'approved', 'snoozed', 'dismissed', 'done', 'obsolete']
    state_at: str
    state_by: str | None
    state_reason: str | None
    tags: dict[str, str] | None
    title: str
    user_display_name: str | None
    user_name: str | None
    verified_saving_monthly: float | None
    verified_saving_total: float | None
    workspace_id: str
    workspace_state: str | None


class RecommendationSummary(TypedDict):
    by_kind: list[KindSummary]
    by_state: dict[str, int]
    computed_at: str | None
    cost_monthly: float
    count: int
    currency: str
    saving_monthly: float
    unknown: int
    verified: Verified
    workspaces: int


class Reconciliation(TypedDict):
    billed_cost: float | None
    cost_error_percent: float | None
    currency: str
    estimated: bool
    items: list[ReconciliationItem]
    modelled_cost: float | None
    month: str
    unknown: int


class ReconciliationItem(TypedDict):
    billed_cost: float | None
    billed_quantity: float | None
    causes: list[str]
    cost_error_percent: float | None
    coverage: float | None
    kind: str
    modelled_cost: float | None
    modelled_quantity: float | None
    quantity_error_percent: float | None
    unit: str | None
    unknown: int
    usage_type: str
    workspaces: int


class Refused(TypedDict):
    id: int
    reason: str


class RelativeTime(TypedDict):
    count: NotRequired[int]
    period: Literal['this', 'previous', 'last']
    unit: Literal['hour', 'day', 'week', 'month', 'quarter', 'year']


class ReportAnswer(TypedDict):
    checksum: str | None
    created_at: str
    download_url: str | None
    error: str | None
    expires_at: str | None
    finished_at: str | None
    format: Literal['csv', 'xlsx']
    id: int
    name: str | None
    plan: dict[str, Any]
    progress: int
    report_type: Literal['inventory', 'usage', 'billing', 'events', 'recommendations', 'changes', 'query']
    requested_by: str
    row_count: int | None
    size_bytes: int | None
    started_at: str | None
    status: Literal['queued', 'running', 'completed', 'failed', 'expired']


class ReportMail(TypedDict):
    email_to: list[str]


class ReportRequest(TypedDict):
    bom: NotRequired[bool]
    columns: NotRequired[list[str] | None]
    email_to: NotRequired[list[str]]
    filters: NotRequired[dict[str, str | bool | int | float | list[str | bool | int | float | None] | None]]
    format: NotRequired[Literal['csv', 'xlsx']]
    header: NotRequired[Literal['names', 'labels'] | None]
    name: NotRequired[str | None]
    plan: NotRequired[Plan | None]
    report_type: Literal['inventory', 'usage', 'billing', 'events', 'recommendations', 'changes', 'query']


class ReportScheduleAnswer(TypedDict):
    created_at: str
    cron: str
    cron_in_words: str
    email_to: list[str]
    email_users: list[int]
    id: int
    is_enabled: bool
    last_error: str | None
    last_missed_at: str | None
    last_report_id: int | None
    last_run_at: str | None
    missed_runs: int
    name: str
    next_run_at: str | None
    owner: str
    report: dict[str, Any]
    time_zone: str
    upcoming: list[str]


class ReportScheduleChange(TypedDict):
    cron: NotRequired[str]
    email_to: NotRequired[list[str]]
    email_users: NotRequired[list[int]]
    is_enabled: NotRequired[bool]
    name: NotRequired[str]
    report: NotRequired[ReportRequest]
    time_zone: NotRequired[str]


class ReportStarted(TypedDict):
    id: int
    status: Literal['queued', 'running', 'completed', 'failed', 'expired']


class ResultColumn(TypedDict):
    label: str
    name: str
    provenance: NotRequired[str | None]
    role: NotRequired[Literal['group', 'measure', 'field']]
    type: str
    unit: str | None


class Saving(TypedDict):
    id: int
    kind: str
    saving_monthly: float
    title: str
    user_name: str | None
    workspace_id: str


class Savings(TypedDict):
    items: list[Saving]
    total_monthly: float | None


class ScheduleAnswer(TypedDict):
    account_ids: list[str] | None
    collectors: list[str] | None
    id: int
    interval_minutes: int
    is_enabled: bool
    is_late: bool
    last_missed_at: str | None
    last_run_at: str | None
    missed_runs: int
    name: str
    next_run_at: str | None
    regions: list[str] | None


class ScheduleChange(TypedDict):
    account_ids: NotRequired[list[str] | None]
    collectors: NotRequired[list[str] | None]
    interval_minutes: NotRequired[int | None]
    is_enabled: NotRequired[bool | None]
    name: NotRequired[str | None]
    regions: NotRequired[list[str] | None]


class Script(TypedDict):
    filename: str
    included: list[int]
    left_out: list[Refused]
    script: str


class Selection(TypedDict):
    ids: list[int]


class SessionAnswer(TypedDict):
    created_at: str
    expires_at: str
    id: int
    is_current: NotRequired[bool]
    last_seen_at: str
    source_ip: str | None
    user_agent: str | None


class SessionItem(TypedDict):
    end_known: bool
    ended_at: str
    hours: int
    start_known: bool
    started_at: str


class SessionsAnswer(TypedDict):
    items: list[SessionItem]
    workspace_id: str


class SettingDescription(TypedDict):
    changed_at: str | None
    changed_by: str | None
    default: Any
    description: str
    group: str
    label: str
    maximum: float | None
    minimum: float | None
    name: str
    type: Literal['boolean', 'integer', 'number', 'choice', 'choices', 'words', 'days']
    unit: str | None
    value: Any
    values: list[str] | None


class SettingDescriptions(TypedDict):
    items: list[SettingDescription]


class SignedIn(TypedDict):
    access_token: str
    expires_in: int
    token_type: NotRequired[Literal['bearer']]
    user: Me


class Sort(TypedDict):
    by: str
    desc: NotRequired[bool]


class Statement(TypedDict):
    assumptions: list[str]
    billed_cost: float | None
    currency: str
    group_by: str
    items: list[StatementItem]
    label: str
    locked_at: str | None
    locked_by: str | None
    month: str
    not_attributed: float | None
    reason: str | None
    source: Literal['modelled', 'billed']
    total_cost: float
    unallocated_cost: float
    unallocated_percent: float | None
    unknown: int
    version: int | None
    workspaces: int


class StatementItem(TypedDict):
    cost: float
    kinds: dict[str, float]
    share_percent: float | None
    unknown: int
    value: str | None
    workspaces: int


class Stats(TypedDict):
    at: str
    cache: CacheStats
    counts: list[CountOf]
    database: DatabaseStats
    dependencies: list[DependencyState]
    health: Literal['ok', 'degraded', 'down']
    last_syncs: list[SyncOutcome]
    python_version: str
    queue: QueueStats
    scheduler_heard_at: str | None
    started_at: str
    version: str
    workers: list[WorkerState]


Step = TypedDict("Step", {
    "at": "str",
    "by": "str | None",
    "from": "str",
    "reason": "str | None",
    "to": "str",
})


class SyncDetail(TypedDict):
    account_ids: list[str] | None
    collectors: list[str] | None
    created: int
    created_at: str
    error: str | None
    finished_at: str | None
    id: int
    regions: list[str] | None
    requested_by: str | None
    retired: int
    seen: int
    started_at: str | None
    status: Literal['queued', 'running', 'succeeded', 'partial', 'failed', 'cancelled']
    steps: list[SyncStepAnswer]
    steps_done: int
    steps_total: int
    trigger: str
    updated: int


class SyncOutcome(TypedDict):
    finished_at: str | None
    id: int
    started_at: str | None
    status: str
    trigger: str


class SyncRequest(TypedDict):
    account_ids: NotRequired[list[str] | None]
    collectors: NotRequired[list[str] | None]
    regions: NotRequired[list[str] | None]


class SyncStarted(TypedDict):
    sync_id: int


class SyncStepAnswer(TypedDict):
    account_id: str
    api_calls: int
    collector: str
    complete: bool | None
    created: int
    duration_ms: int | None
    error: str | None
    region: str
    retired: int
    seen: int
    status: Literal['queued', 'running', 'succeeded', 'partial', 'failed', 'cancelled']
    throttled: int
    unchanged: int
    updated: int


class SyncSummary(TypedDict):
    created: int
    created_at: str
    error: str | None
    finished_at: str | None
    id: int
    requested_by: str | None
    retired: int
    seen: int
    started_at: str | None
    status: Literal['queued', 'running', 'succeeded', 'partial', 'failed', 'cancelled']
    steps_done: int
    steps_total: int
    trigger: str
    updated: int


class TableSize(TypedDict):
    name: str
    rows: int | None
    size_bytes: int


class Term(TypedDict):
    label: str
    name: str


class TokenAnswer(TypedDict):
    beginning: str
    created_at: str
    expires_at: str | None
    id: int
    is_expired: bool
    last_used_at: str | None
    last_used_ip: str | None
    name: str
    scope: list[Capability]
    user_id: int
    username: str


class TokenMade(TypedDict):
    beginning: str
    created_at: str
    expires_at: str | None
    id: int
    is_expired: bool
    last_used_at: str | None
    last_used_ip: str | None
    name: str
    scope: list[Capability]
    token: str
    user_id: int
    username: str


class Unpriced(TypedDict):
    items: list[UnpricedItem]
    month: str
    unknown: int
    unpriced: int
    workspaces: int


class UnpricedItem(TypedDict):
    account_id: str
    examples: list[str]
    kind: str
    missing: Literal['price', 'hours']
    reason: str | None
    region: str
    usage_type: str
    workspaces: int


class UsageAnswer(TypedDict):
    granularity: Literal['month', 'day', 'hour']
    items: list[UsageItem]
    total_connected_hours: int | float | None
    workspace_id: str


class UsageItem(TypedDict):
    billed_hours: int | None
    connected_hours: int | float | None
    coverage: float
    period: str
    sessions: int | None
    source: Literal['measured', 'version_1']


class UserAnswer(TypedDict):
    account_scope: list[str] | None
    created_at: str
    email: str
    full_name: str | None
    id: int
    is_active: bool
    is_superuser: bool
    last_login_at: str | None
    role: Role
    username: str


class UserChange(TypedDict):
    account_scope: NotRequired[list[str] | None]
    current_password: NotRequired[str]
    email: NotRequired[str]
    full_name: NotRequired[str | None]
    is_active: NotRequired[bool]
    is_superuser: NotRequired[bool]
    password: NotRequired[str]
    role: NotRequired[Role]
    username: NotRequired[str]


class Verified(TypedDict):
    done: int
    expected_monthly: float
    saving_monthly: float
    saving_total: float
    verified: int


class VerifiedMonth(TypedDict):
    after: float
    basis: Literal['billed', 'modelled']
    before: float
    month: str
    saving: float


class ViewAnswer(TypedDict):
    columns: list[str]
    created_at: str
    dataset: str
    density: Literal['comfortable', 'compact']
    id: int
    is_default: bool
    is_mine: bool
    is_shared: bool
    may_edit: bool
    name: str
    owner: str
    plan: Plan
    updated_at: str


class ViewChange(TypedDict):
    columns: NotRequired[list[str] | None]
    density: NotRequired[Literal['comfortable', 'compact'] | None]
    is_default: NotRequired[bool | None]
    is_shared: NotRequired[bool | None]
    name: NotRequired[str | None]
    plan: NotRequired[Plan | None]


class WhatIfAnswer(TypedDict):
    assumptions: list[str]
    basis_month: str
    currency: str
    items: list[WhatIfSum]
    saving_percent: float | str | None
    source: NotRequired[Literal['modelled']]
    total: WhatIfSum
    unknown: list[WhatIfUnknown]


class WhatIfChange(TypedDict):
    auto_stop_timeout_minutes: NotRequired[int | None]
    compute_type: NotRequired[str | None]
    filters: NotRequired[list[Filter]]
    root_volume_size_gib: NotRequired[int | None]
    running_mode: NotRequired[Literal['AUTO_STOP', 'ALWAYS_ON', 'CHEAPEST'] | None]
    user_volume_size_gib: NotRequired[int | None]


class WhatIfPrice(TypedDict):
    account_id: NotRequired[str | None]
    percent: NotRequired[float | str | None]
    price: NotRequired[float | str | None]
    region: NotRequired[str | None]
    usage_type: NotRequired[str | None]


class WhatIfSum(TypedDict):
    changed: int
    changed_cost: float | str
    cost: float | str
    saving: float | str
    unknown: int
    value: str | None
    workspaces: int


class WhatIfUnknown(TypedDict):
    reason: str
    workspaces: int


class WorkerState(TypedDict):
    is_alive: bool
    last_heard_at: str
    name: str


class WorkspaceDetail(TypedDict):
    account_id: str
    account_name: str | None
    age_days: int | None
    auto_stop_timeout_minutes: int | None
    bundle_id: str | None
    bundle_name: str | None
    compute_type: str | None
    computer_name: str | None
    connected_hours_30d: float | None
    connected_hours_mtd: float | None
    connection_state: str | None
    created_at: str | None
    created_by: str | None
    days_since_connected: int | None
    directory_id: str | None
    directory_name: str | None
    error_code: str | None
    error_message: str | None
    first_seen_at: str
    forecast_cost_month: float | None
    ip_address: str | None
    last_connected_at: str | None
    last_seen_at: str
    modelled_cost_mtd: float | None
    operating_system: str | None
    protocols: list[str] | None
    raw: dict[str, Any] | None
    recommendation: str | None
    recommendation_saving: float | None
    region: str
    root_volume_encrypted: bool | None
    root_volume_size_gib: int | None
    running_mode: str | None
    state: str | None
    subnet_id: str | None
    tags: dict[str, str] | None
    terminated_at: str | None
    terminated_by: str | None
    user_display_name: str | None
    user_email: str | None
    user_name: str | None
    user_volume_encrypted: bool | None
    user_volume_size_gib: int | None
    volume_encryption_key: str | None
    workspace_id: str
    workspace_name: str | None


class WorkspaceEventItem(TypedDict):
    account_id: str
    account_name: str | None
    computer_name: str | None
    error_code: str | None
    error_message: str | None
    event_id: str
    event_name: str | None
    event_time: str
    failed: bool
    invoked_by: str | None
    read_only: bool | None
    region: str
    request_parameters: Any
    response_elements: Any
    source_ip: str | None
    user_agent: str | None
    user_arn: str | None
    user_name: str | None
    user_type: str | None
    username: str | None
    workspace_id: str


class WorkspaceItem(TypedDict):
    account_id: str
    account_name: str | None
    age_days: int | None
    auto_stop_timeout_minutes: int | None
    bundle_id: str | None
    bundle_name: str | None
    compute_type: str | None
    computer_name: str | None
    connected_hours_30d: float | None
    connected_hours_mtd: float | None
    connection_state: str | None
    created_at: str | None
    created_by: str | None
    days_since_connected: int | None
    directory_id: str | None
    directory_name: str | None
    error_code: str | None
    error_message: str | None
    first_seen_at: str
    forecast_cost_month: float | None
    ip_address: str | None
    last_connected_at: str | None
    last_seen_at: str
    modelled_cost_mtd: float | None
    operating_system: str | None
    protocols: list[str] | None
    recommendation: str | None
    recommendation_saving: float | None
    region: str
    root_volume_encrypted: bool | None
    root_volume_size_gib: int | None
    running_mode: str | None
    state: str | None
    subnet_id: str | None
    tags: dict[str, str] | None
    terminated_at: str | None
    terminated_by: str | None
    user_display_name: str | None
    user_email: str | None
    user_name: str | None
    user_volume_encrypted: bool | None
    user_volume_size_gib: int | None
    volume_encryption_key: str | None
    workspace_id: str
    workspace_name: str | None


class app__schemas__recommendations__WhatIf(TypedDict):
    cost_monthly: float
    counted: int
    currency: str
    left_out: list[Refused]
    saving_monthly: float
    selected: int
    unknown: int


class app__schemas__what_if__WhatIf(TypedDict):
    changes: NotRequired[list[WhatIfChange]]
    filters: NotRequired[list[Filter]]
    group_by: NotRequired[str | None]
    prices: NotRequired[list[WhatIfPrice]]
    search: NotRequired[str | None]
