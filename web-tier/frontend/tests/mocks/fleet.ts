import type { Row } from "@/api/types";

/** A small generator with a seed, so that each run of the tests sees the same fleet. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

const FIRST = ["ada", "grace", "alan", "edsger", "barbara", "donald", "margaret", "ken", "frances", "linus"];
const LAST = ["lovelace", "hopper", "turing", "dijkstra", "liskov", "knuth", "hamilton", "thompson", "allen"];
export const ACCOUNTS = [
  { account_id: "111111111111", account_name: "Northwind Core" },
  { account_id: "222222222222", account_name: "Northwind Finance" },
  { account_id: "333333333333", account_name: "Northwind Contractors" },
];
const REGIONS = ["us-east-1", "eu-west-1", "ap-southeast-2"];
const STATES = [
  "AVAILABLE",
  "AVAILABLE",
  "AVAILABLE",
  "STOPPED",
  "STOPPED",
  "STOPPED",
  "ERROR",
  "STARTING",
  "SUSPENDED",
];
const COMPUTE = ["STANDARD", "STANDARD", "PERFORMANCE", "POWER", "VALUE", "POWERPRO", "QUANTUM_XL"];
const SYSTEMS = ["WINDOWS_SERVER_2019", "WINDOWS_11", "WINDOWS_10", "AMAZON_LINUX_2", "UBUNTU_22_04"];
const DEPARTMENTS = ["Finance", "Engineering", "Sales", "Support", null];

const HOSTILE: Partial<Row>[] = [
  { user_name: `${"long-name-".repeat(50)}`, user_display_name: "Long ".repeat(100) },
  { user_name: "محمد.الخوارزمي", user_display_name: "محمد بن موسى الخوارزمي" },
  {
    user_name: "<img src=x onerror=alert(1)>",
    user_display_name: "<b>Bold</b>",
    tags: { "<script>": "</td><h1>" },
  },
];

export const NOW = Date.parse("2026-11-22T12:00:00Z");

export function makeFleet(size: number, now = NOW): Row[] {
  const next = random(7);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  return Array.from({ length: size }, (_, at) => {
    const first = pick(FIRST);
    const last = pick(LAST);
    const id = `ws-${(0x10000000 + at * 7919).toString(16)}`;
    const state = pick(STATES);
    const days = next() < 0.1 ? null : Math.floor(next() ** 3 * 120);
    const seen = next() < 0.02 ? null : true;
    const row: Row = {
      workspace_id: id,
      ...pick(ACCOUNTS),
      region: pick(REGIONS),
      directory_id: "d-9067012345",
      directory_name: "corp.northwind.example",
      user_name: `${first}.${last}${at}`,
      user_display_name: `${first[0]?.toUpperCase()}${first.slice(1)} ${last[0]?.toUpperCase()}${last.slice(1)}`,
      user_email: `${first}.${last}${at}@northwind.example`,
      computer_name: `WSAMZN-${at.toString(36).toUpperCase().padStart(6, "0")}`,
      workspace_name: null,
      ip_address: `10.0.${Math.floor(at / 250)}.${(at % 250) + 1}`,
      subnet_id: "subnet-0a1b2c3d",
      bundle_id: "wsb-8vbljg4r6",
      bundle_name: "Standard with Windows 10",
      compute_type: pick(COMPUTE),
      operating_system: pick(SYSTEMS),
      protocols: ["WSP"],
      running_mode: pick(["AUTO_STOP", "AUTO_STOP", "ALWAYS_ON"]),
      auto_stop_timeout_minutes: 60,
      root_volume_size_gib: 80,
      user_volume_size_gib: 50,
      root_volume_encrypted: next() > 0.3,
      user_volume_encrypted: next() > 0.3,
      volume_encryption_key: null,
      state,
      connection_state: !seen ? null : state === "AVAILABLE" && next() > 0.4 ? "CONNECTED" : "DISCONNECTED",
      last_connected_at: days === null ? null : new Date(now - days * 86_400_000 - at * 1000).toISOString(),
      days_since_connected: days,
      tags: {
        department: pick(DEPARTMENTS) ?? "Unassigned",
        environment: "production",
        owner: "desktop-team",
      },
      error_code: state === "ERROR" ? "ResourceLimit" : null,
      error_message: state === "ERROR" ? "The WorkSpace could not be started." : null,
      created_at: null,
      created_by: null,
      terminated_at: null,
      terminated_by: null,
      first_seen_at: new Date(now - 40 * 86_400_000).toISOString(),
      last_seen_at: new Date(now - 600_000).toISOString(),
      age_days: null,
      connected_hours_mtd: null,
      connected_hours_30d: null,
      modelled_cost_mtd: null,
      forecast_cost_month: null,
      recommendation: null,
      ...HOSTILE[at],
    };
    if (at === 3) {
      for (const key of Object.keys(row))
        if (!["workspace_id", "account_id", "region"].includes(key)) row[key] = null;
    }
    return row;
  });
}
