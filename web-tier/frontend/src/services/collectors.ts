import { useQuery } from "@tanstack/react-query";
import { humanize } from "@/lib/format";
import { coverage } from "./coverage";

/** What the fleet looks like now: short to read, and what a person who presses "Sync" waits for. */
export const INVENTORY = ["workspaces", "directories", "bundles", "tags", "connections"];

const NAMES: Record<string, string> = {
  workspaces: "WorkSpaces",
  events: "CloudTrail events",
  event_queue: "Event queue",
  ip_groups: "IP groups",
};

/** The kind of data that a collector reads, in words. */
export function collectorText(kind: string): string {
  return NAMES[kind] ?? humanize(kind);
}

/** The kinds of data that the server reads, as its coverage names them. */
export function useCollectors(): string[] {
  const { data } = useQuery(coverage);
  return [...new Set([...INVENTORY, ...(data?.items.map((item) => item.collector) ?? [])])];
}
