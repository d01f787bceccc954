import { describe, expect, test } from "vitest";
import catalogJson from "./mocks/catalog.json";
import type { Catalog, Dataset } from "@/api/types";
import {
  formatCount,
  formatDay,
  formatDuration,
  formatHours,
  formatInstant,
  formatMoney,
  formatNumber,
  formatPercent,
  formatRelative,
  formatTotal,
  humanize,
} from "@/lib/format";
import { findDataset, findField } from "@/services/catalog";
import { fieldText, filterText } from "@/services/fieldText";

const NOW = Date.parse("2026-11-22T12:00:00Z");
const before = (seconds: number) => new Date(NOW - seconds * 1000).toISOString();

describe("formats", () => {
  test("what is not known is unknown, never zero and never empty", () => {
    for (const format of [formatNumber, formatMoney, formatHours, formatDuration]) {
      expect(format(null)).toBe("unknown");
      expect(format(undefined)).toBe("unknown");
      expect(format(Number.NaN)).toBe("unknown");
    }
    expect(formatInstant(null)).toBe("unknown");
    expect(formatInstant("soon")).toBe("unknown");
    expect(formatDay("")).toBe("unknown");
    expect(formatRelative(undefined, NOW)).toBe("unknown");
    expect(formatPercent(1, 0)).toBe("unknown");
    expect(formatNumber(0)).toBe("0");
    expect(formatMoney(0)).toBe("$0.00");
  });

  test("money has two decimals in tables and none on cards", () => {
    expect(formatMoney(1234.5)).toBe("$1,234.50");
    expect(formatMoney(1234.5, "dollars")).toBe("$1,235");
    expect(formatMoney(-0.006)).toBe("-$0.01");
  });

  test("numbers, totals, counts and shares", () => {
    expect(formatNumber(1234567)).toBe("1,234,567");
    expect(formatNumber(1.239)).toBe("1.24");
    expect(formatTotal(48200, false)).toBe("about 48,200");
    expect(formatTotal(483, true)).toBe("483");
    expect(formatCount(1, "step")).toBe("1 step");
    expect(formatCount(2000, "step")).toBe("2,000 steps");
    expect(formatPercent(1, 1000)).toBe("<1%");
    expect(formatPercent(999, 1000)).toBe(">99%");
    expect(formatPercent(1, 3)).toBe("33%");
  });

  test("times are told as people say them", () => {
    expect(formatRelative(before(3), NOW)).toBe("just now");
    expect(formatRelative(before(50), NOW)).toBe("1 minute ago");
    expect(formatRelative(before(3 * 3600 + 59), NOW)).toBe("3 hours ago");
    expect(formatRelative(before(8 * 86400), NOW)).toBe("1 week ago");
    expect(formatRelative(before(-2 * 86400 - 5), NOW)).toBe("in 2 days");
    expect(formatRelative(before(400 * 86400), NOW)).toBe("1 year ago");
  });

  test("the absolute time names its zone, a day is never shifted", () => {
    expect(formatInstant("2026-11-22T23:30:00Z", "America/New_York")).toBe("Nov 22, 2026, 18:30:00 EST");
    expect(formatDay("2026-11-22")).toBe("Nov 22, 2026");
  });

  test("durations", () => {
    expect(formatDuration(850)).toBe("850 ms");
    expect(formatDuration(12_400)).toBe("12 s");
    expect(formatDuration(185_000)).toBe("3 min 5 s");
    expect(formatDuration(3_600_000)).toBe("1 h");
    expect(formatDuration(3_720_000)).toBe("1 h 2 min");
  });

  test("values without a label become words", () => {
    expect(humanize("ADMIN_MAINTENANCE")).toBe("Admin maintenance");
    expect(humanize("")).toBe("");
  });
});

describe("values in the words of the catalogue", () => {
  const dataset = findDataset(catalogJson as Catalog, "workspaces") as Dataset;
  const field = (name: string) => findField(dataset, name);

  test("each type is written its own way", () => {
    expect(fieldText(field("running_mode"), "AUTO_STOP")).toBe("AutoStop");
    expect(fieldText(field("compute_type"), "QUANTUM_XL")).toBe("QUANTUM_XL");
    expect(fieldText(field("root_volume_encrypted"), false)).toBe("No");
    expect(fieldText(field("root_volume_size_gib"), 80)).toBe("80 GiB");
    expect(fieldText(field("auto_stop_timeout_minutes"), 60)).toBe("60 min");
    expect(fieldText(field("modelled_cost_mtd"), 12)).toBe("$12.00");
    expect(fieldText(field("protocols"), ["PCOIP", "WSP"])).toBe("PCOIP, WSP");
    expect(fieldText(field("tags"), { a: "1" })).toBe("a=1");
  });

  test("absence is a fact for some fields and a gap for the others", () => {
    expect(fieldText(field("modelled_cost_mtd"), null)).toBe("unknown");
    expect(fieldText(field("user_name"), null)).toBe("unknown");
    expect(fieldText(field("error_code"), null)).toBe("none");
  });

  test("filters read as sentences", () => {
    const words = (name: string, op: string, values: string[]) => {
      const { label, op: how, value } = filterText(field(name), { field: name, op, values });
      return `${label} ${how} ${value}`;
    };
    expect(words("state", "eq", ["AVAILABLE", "STOPPED"])).toBe("State is Available, Stopped");
    expect(words("last_connected_at", "lt", ["2026-01-31"])).toBe("Last connected is before Jan 31, 2026");
    expect(words("created_by", "is_null", ["true"])).toBe("Created by is unknown");
    expect(words("error_code", "is_null", ["false"])).toBe("Error code is not none");
    expect(words("tag.owner", "contains", ["a"])).toBe("owner contains a");
    expect(words("frob", "eq", ["1"])).toBe("frob is 1");
  });
});
