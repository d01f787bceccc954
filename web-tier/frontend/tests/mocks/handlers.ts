import { http, HttpResponse } from "msw";
import type {
  ApiToken,
  Catalog,
  Figure,
  MonthForecast,
  Overview,
  Plan,
  Report,
  Row,
  SavedView,
  Setting,
  SyncItem,
} from "@/api/types";
import catalogJson from "./catalog.json";
import { ACCOUNTS, makeFleet, NOW } from "./fleet";
import { countFacet, select } from "./listing";

const catalog = catalogJson as unknown as Catalog;
const fields = catalog.datasets.find((each) => each.name === "workspaces")?.fields ?? [];
const ago = (minutes: number) => new Date(NOW - minutes * 60_000).toISOString();

/** What the mocked server holds; tests change it and `resetServer` puts it back. */
export const server = {
  fleet: makeFleet(483),
  role: "admin" as "admin" | "operator" | "viewer",
  demo: true,
  listRequests: [] as string[],
  /** Plans that were asked. */
  plans: [] as Plan[],
  /** What plans with measures answer, by data set: rows by the names of their columns. */
  answers: {} as Record<string, Row[]>,
  reports: [] as Report[],
  views: [] as SavedView[],
  settings: [] as Setting[],
  settingChanges: [] as Record<string, unknown>[],
  tokens: [] as ApiToken[],
};

export function resetServer(): void {
  server.fleet = makeFleet(483);
  server.role = "admin";
  server.demo = true;
  server.listRequests = [];
  server.plans = [];
  server.answers = {};
  server.reports = [];
  server.views = [];
  server.settings = [];
  server.settingChanges = [];
  server.tokens = [];
}

export function problem(status: number, title: string, detail: string, extra: object = {}) {
  return HttpResponse.json(
    { type: "about:blank", title, status, detail, instance: "/api", request_id: "req-1234", ...extra },
    { status, headers: { "Content-Type": "application/problem+json", "X-Request-ID": "req-1234" } },
  );
}

const PERMISSIONS = {
  viewer: ["read"],
  operator: ["read", "sync", "recommendations"],
  admin: ["read", "sync", "recommendations", "admin"],
};

const user = () => ({
  id: 1,
  username: "ada",
  email: "ada@northwind.example",
  full_name: "Ada Lovelace",
  role: server.role,
  is_active: true,
  is_superuser: false,
  created_at: ago(60 * 24 * 90),
  last_login_at: ago(3),
  account_scope: null,
  permissions: PERMISSIONS[server.role],
});

const run = (id: number, over: Partial<SyncItem> = {}): SyncItem => ({
  id,
  status: "succeeded",
  trigger: "schedule",
  requested_by: null,
  started_at: ago(id * 10),
  finished_at: ago(id * 10 - 1),
  created_at: ago(id * 10),
  steps_total: 45,
  steps_done: 45,
  error: null,
  seen: 483,
  created: 2,
  updated: 31,
  retired: 1,
  ...over,
});

const steps = ACCOUNTS.flatMap(({ account_id }, a) =>
  ["us-east-1", "eu-west-1", "ap-southeast-2"].flatMap((region, r) =>
    ["workspaces", "directories", "bundles", "tags", "connections"].map((collector, c) => ({
      account_id,
      region,
      collector,
      status: a === 2 && r === 2 ? "failed" : "succeeded",
      complete: !(a === 2 && r === 2),
      seen: 40 - c * 7,
      created: 0,
      updated: c,
      unchanged: 30,
      retired: 0,
      api_calls: 3,
      throttled: c === 3 ? 2 : 0,
      error:
        a === 2 && r === 2
          ? "AccessDeniedException: not authorized to perform workspaces:DescribeWorkspaces"
          : null,
      duration_ms: 180 + c * 340,
    })),
  ),
);

const coverage = steps.map((step) => ({
  account_id: step.account_id,
  account_name: ACCOUNTS.find((each) => each.account_id === step.account_id)?.account_name ?? null,
  region: step.region,
  collector: step.collector,
  status: step.error ? "denied" : "ok",
  last_good_at: step.error ? null : ago(4),
  last_attempt_at: ago(4),
  covered_from: null,
  covered_to: null,
  throttled: 0,
  api_calls: 4,
  cost_usd: 0,
  api_calls_this_month: 400,
  cost_usd_this_month: 0,
  every_minutes: 30,
  next_run_at: null,
  meaning: step.error ? "Of this account and Region it is unknown, not 0." : null,
  error: step.error,
  detail: null,
}));

const changes = (id: string) => [
  {
    changed_at: ago(30),
    field: "state",
    label: "State",
    before: "STOPPED",
    after: "AVAILABLE",
    changed_by: null,
    event_id: null,
    sync_id: 9,
  },
  {
    changed_at: ago(60 * 26),
    field: "running_mode",
    label: "Running mode",
    before: "ALWAYS_ON",
    after: "AUTO_STOP",
    changed_by: "grace.hopper",
    event_id: "e-1",
    sync_id: 5,
  },
  {
    changed_at: ago(60 * 50),
    field: "tags",
    label: "Tags",
    before: { department: "Sales" },
    after: { department: "Finance" },
    changed_by: null,
    event_id: null,
    sync_id: 4,
  },
  {
    changed_at: ago(60 * 24 * 40),
    field: "created",
    label: "First seen",
    before: null,
    after: { workspace_id: id },
    changed_by: null,
    event_id: null,
    sync_id: 1,
  },
];

const envelope = <T>(items: T[], over: object = {}) => ({
  items,
  total: items.length,
  total_exact: true,
  limit: 50,
  offset: 0,
  next_cursor: null,
  ...over,
});

function signedIn(request: Request): boolean {
  return request.headers.get("Authorization") === "Bearer good-token";
}

const guard = http.all("*/api/*", ({ request }) => {
  const open = /\/api\/(meta|auth\/login)$/.test(new URL(request.url).pathname);
  if (!open && !signedIn(request)) return problem(401, "Unauthorized", "The token is not valid.");
  return undefined;
});

const authentication = [
  http.get("*/api/meta", () =>
    HttpResponse.json({ name: "WorkSpaces Inventory", version: "0.1.0", demo: server.demo, mail: true }),
  ),
  http.post("*/api/auth/login", async ({ request }) => {
    const body = (await request.json()) as { username: string; password: string };
    if (body.password !== "right password")
      return problem(401, "Unauthorized", "Wrong user name or password.");
    return HttpResponse.json({
      access_token: "good-token",
      token_type: "bearer",
      expires_in: 3600,
      user: user(),
    });
  }),
  http.get("*/api/auth/me", () => HttpResponse.json(user())),
  http.post("*/api/auth/logout", () => new HttpResponse(null, { status: 204 })),
  http.post("*/api/auth/password", () => new HttpResponse(null, { status: 204 })),
];

const noForecast: MonthForecast = {
  month: "2026-11",
  group_by: null,
  interval_percent: 80,
  total: { value: null, workspaces: 0, unknown: 0, cost_so_far: null, cost: null, low: null, high: null },
  items: [],
  currency: "USD",
  source: "modelled",
};

const inventory = [
  http.get("*/api/overview", () => HttpResponse.json(overview())),
  http.get("*/api/costs/forecast", () => HttpResponse.json(noForecast)),
  http.get("*/api/catalog", () => HttpResponse.json(catalog)),
  http.get("*/api/workspaces", ({ request }) => {
    const params = new URL(request.url).searchParams;
    server.listRequests.push(params.toString());
    const limit = Number(params.get("limit") ?? 50);
    const offset = Number(params.get("cursor") ?? params.get("offset") ?? 0);
    const found = select(server.fleet, params);
    const names = params.get("fields")?.split(",");
    const items = found
      .slice(offset, offset + limit)
      .map((row) =>
        names ? Object.fromEntries(names.map((name): [string, unknown] => [name, row[name] ?? null])) : row,
      );
    const end = offset + items.length;
    return HttpResponse.json({
      items,
      total: found.length,
      total_exact: true,
      limit,
      offset,
      next_cursor: end < found.length ? String(end) : null,
    });
  }),
  http.get("*/api/workspaces/facets", ({ request }) => {
    const params = new URL(request.url).searchParams;
    const names = (params.get("facets") ?? "").split(",").filter(Boolean);
    return HttpResponse.json({
      facets: names.map((name) =>
        countFacet(
          server.fleet,
          params,
          name,
          fields.find((field) => field.name === name),
        ),
      ),
      total: select(server.fleet, params).length,
    });
  }),
  http.get("*/api/workspaces/:id", ({ params }) => {
    const row = server.fleet.find((each) => each.workspace_id === params.id);
    if (!row) return problem(404, "Not Found", "There is no such WorkSpace, or you may not see it.");
    return HttpResponse.json({
      ...row,
      raw: { WorkspaceId: row.workspace_id, UserName: row.user_name, State: row.state },
    });
  }),
  http.get("*/api/workspaces/:id/history", ({ params }) =>
    HttpResponse.json(envelope(changes(String(params.id)))),
  ),
  http.post("*/api/query", async ({ request }) => {
    const plan = (await request.json()) as Plan;
    server.plans.push(plan);
    const grouped = server.answers[plan.dataset ?? ""];
    if (plan.measures?.length) {
      const columns = [
        ...(plan.group_by ?? []).map((group) => group.field),
        ...plan.measures.map(({ agg, field }) => (field ? `${agg}_${field}` : agg)),
      ];
      return HttpResponse.json({
        plan,
        columns: columns.map((name) => ({ name, label: name, type: "string", unit: null })),
        rows: (grouped ?? []).map((row) => columns.map((name) => row[name] ?? null)),
        total: grouped?.length ?? 0,
        truncated: false,
        as_of: ago(0),
      });
    }
    const names = plan.columns ?? [];
    const rows: Row[] = server.fleet.slice(4, 14).flatMap((row, at) =>
      changes(String(row.workspace_id))
        .slice(at % 4, (at % 4) + 1)
        .map((change) => ({ ...change, workspace_id: row.workspace_id, user_name: row.user_name })),
    );
    return HttpResponse.json({
      plan,
      columns: names.map((name) => ({ name, label: name, type: "string", unit: null })),
      rows: server.fleet.length ? rows.map((row) => names.map((name) => row[name] ?? null)) : [],
      total: rows.length,
      truncated: false,
      as_of: ago(0),
    });
  }),
];

/** The fleet of `server` on the first page; of last month little is known. */
function overview(): Overview {
  const figure = (value: number | null, unit: string | null, basis: Figure["basis"]): Figure => ({
    value,
    previous: null,
    previous_to_date: null,
    change_percent: null,
    unit,
    basis,
  });
  return {
    as_of: ago(0),
    month: "2026-11",
    workspaces: figure(server.fleet.length, null, "aws"),
    connected_now: figure(61, null, "aws"),
    hours_month: figure(9120.5, "h", "measured"),
    cost_month: figure(null, "USD", "modelled"),
    forecast_cost_month: null,
    by_state: [],
    by_running_mode: [],
    cost_by_month: [],
    connected_by_hour: [],
    changes_7d: [{ value: "state", label: "State", count: 12 }],
    savings: null,
  };
}

const accounts = ACCOUNTS.map(({ account_id, account_name }, at) => ({
  id: at + 1,
  account_id,
  name: account_name,
  kind: at === 0 ? "home" : "role",
  role_arn: at === 0 ? null : `arn:aws:iam::${account_id}:role/WorkSpacesInventory`,
  external_id: null,
  access_key_id: at === 0 ? "AKIAEXAMPLE" : null,
  regions: at === 2 ? ["eu-west-1"] : null,
  is_enabled: true,
  partition: "aws",
  last_checked_at: ago(5),
  last_error: at === 2 ? "AccessDenied: User is not authorized to perform sts:AssumeRole" : null,
}));

const administration = [
  http.post("*/api/admin/sync", () => HttpResponse.json({ sync_id: 12 }, { status: 202 })),
  http.get("*/api/admin/syncs", ({ request }) => {
    const limit = Number(new URL(request.url).searchParams.get("limit") ?? 50);
    const runs = Array.from({ length: 12 }, (_, at) =>
      run(12 - at, at === 1 ? { status: "partial", trigger: "manual", requested_by: "ada" } : {}),
    );
    return HttpResponse.json(envelope(runs.slice(0, limit)));
  }),
  http.get("*/api/admin/syncs/:id", ({ params }) =>
    HttpResponse.json({ ...run(Number(params.id), { status: "partial" }), steps }),
  ),
  http.get("*/api/coverage", () => HttpResponse.json({ items: coverage, worst: "denied" })),
  http.get("*/api/users", () =>
    HttpResponse.json(
      envelope([
        user(),
        {
          ...user(),
          id: 2,
          username: "grace",
          email: "grace@northwind.example",
          full_name: null,
          role: "viewer",
          is_active: false,
          last_login_at: null,
          account_scope: ["111111111111"],
        },
      ]),
    ),
  ),
  http.get("*/api/admin/accounts", () => HttpResponse.json(envelope(accounts))),
  http.post("*/api/admin/accounts/:id/test", () =>
    HttpResponse.json({ ok: true, account_id: "111111111111", error: null }),
  ),
  http.get("*/api/admin/schedules", () =>
    HttpResponse.json(
      envelope([
        {
          id: 1,
          name: "Inventory",
          collectors: null,
          account_ids: null,
          regions: null,
          interval_minutes: 15,
          is_enabled: true,
          last_run_at: ago(10),
          next_run_at: new Date(NOW + 300_000).toISOString(),
          is_late: false,
          missed_runs: 0,
          last_missed_at: null,
        },
      ]),
    ),
  ),
];

/** Two months of one WorkSpace: the second is not known whole. */
const ofOne = [
  http.get("*/api/workspaces/:id/usage", ({ request, params }) => {
    const day = new URL(request.url).searchParams.get("granularity") === "day";
    const items = day
      ? [
          { period: "2026-11-19", connected_hours: 7, billed_hours: 8, sessions: 2, coverage: 1 },
          { period: "2026-11-20", connected_hours: null, billed_hours: null, sessions: null, coverage: 0 },
        ]
      : [
          { period: "2026-10", connected_hours: 120, billed_hours: 140, sessions: 20, coverage: 1 },
          { period: "2026-11", connected_hours: 60, billed_hours: 71, sessions: 11, coverage: 0.5 },
        ];
    return HttpResponse.json({
      workspace_id: params.id,
      granularity: day ? "day" : "month",
      items,
      total_connected_hours: 180,
    });
  }),
  http.get("*/api/workspaces/:id/sessions", ({ request, params }) => {
    const from = new URL(request.url).searchParams.get("from") ?? "";
    return HttpResponse.json({
      workspace_id: params.id,
      items: [
        {
          started_at: `${from}T08:00:00Z`,
          ended_at: `${from}T15:00:00Z`,
          hours: 7,
          start_known: true,
          end_known: false,
        },
      ],
    });
  }),
  http.get("*/api/reports", () => HttpResponse.json(envelope(server.reports))),
  http.get("*/api/recommendations", () => HttpResponse.json(envelope([]))),
];

export function makeView(over: Partial<SavedView>): SavedView {
  return {
    id: server.views.length + 1,
    name: "View",
    dataset: "workspaces",
    plan: { dataset: "workspaces" },
    columns: [],
    density: "compact",
    is_shared: false,
    is_default: false,
    is_mine: true,
    may_edit: true,
    owner: "ada",
    created_at: ago(60),
    updated_at: ago(60),
    ...over,
  };
}

const views = [
  http.get("*/api/views", ({ request }) => {
    const dataset = new URL(request.url).searchParams.get("dataset");
    return HttpResponse.json(envelope(server.views.filter((view) => view.dataset === dataset)));
  }),
  http.post("*/api/views", async ({ request }) => {
    const made = makeView((await request.json()) as Partial<SavedView>);
    server.views.push(made);
    return HttpResponse.json(made, { status: 201 });
  }),
  http.put("*/api/views/:id", async ({ request, params }) => {
    const change = (await request.json()) as Partial<SavedView>;
    server.views = server.views.map((view) =>
      view.id === Number(params.id) ? { ...view, ...change } : view,
    );
    return HttpResponse.json(server.views.find((view) => view.id === Number(params.id)));
  }),
];

export function makeSetting(over: Partial<Setting> & { name: string }): Setting {
  return {
    label: over.name,
    description: "What it does.",
    group: "Forecast",
    type: "integer",
    unit: null,
    value: over.default ?? 8,
    default: 8,
    minimum: null,
    maximum: null,
    values: null,
    changed_at: null,
    changed_by: null,
    ...over,
  };
}

const system = [
  http.get("*/api/admin/config/schema", () => HttpResponse.json({ items: server.settings })),
  http.put("*/api/admin/config", async ({ request }) => {
    const change = (await request.json()) as Record<string, unknown>;
    server.settingChanges.push(change);
    server.settings = server.settings.map((each) =>
      each.name in change
        ? { ...each, value: change[each.name] ?? each.default, changed_by: "ada", changed_at: ago(0) }
        : each,
    );
    return HttpResponse.json({});
  }),
  http.get("*/api/auth/tokens", () => HttpResponse.json(envelope(server.tokens))),
  http.post("*/api/auth/tokens", async ({ request }) => {
    const asked = (await request.json()) as { name: string; scope: ApiToken["scope"] };
    const made: ApiToken = {
      ...asked,
      id: 1,
      user_id: 1,
      username: "ada",
      beginning: "wsi_4Jd0aQ",
      created_at: ago(0),
      expires_at: null,
      is_expired: false,
      last_used_at: null,
      last_used_ip: null,
    };
    server.tokens.push(made);
    return HttpResponse.json({ ...made, token: "wsi_4Jd0aQ-and-the-rest" }, { status: 201 });
  }),
];

const stream = http.get("*/api/stream", ({ request }) => {
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(": hello\n\n"));
      request.signal.addEventListener("abort", () => controller.close());
    },
  });
  return new HttpResponse(body, { headers: { "Content-Type": "text/event-stream" } });
});

export const handlers = [
  guard,
  ...authentication,
  ...ofOne,
  ...inventory,
  ...administration,
  ...views,
  ...system,
  stream,
];
