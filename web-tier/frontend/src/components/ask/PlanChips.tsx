import { useQuery } from "@tanstack/react-query";
import type { Plan } from "@/api/types";
import { isObject } from "@/lib/guards";
import { humanize } from "@/lib/format";
import { catalog, findDataset, findField } from "@/services/catalog";
import { filterValueText, operatorText } from "@/services/fieldText";

/** What was understood, piece by piece. */
export function PlanChips({ plan }: { plan: Plan }) {
  const all = useQuery(catalog).data;
  const dataset = all ? findDataset(all, plan.dataset ?? "workspaces") : undefined;
  const field = (name: string) => (dataset ? findField(dataset, name) : undefined);
  const label = (name: string) => field(name)?.label ?? name;
  const value = (name: string, each: unknown) =>
    isObject(each)
      ? [each.period, Number(each.count ?? 1) > 1 ? each.count : null, each.unit].filter(Boolean).join(" ")
      : each === null
        ? "unknown"
        : filterValueText(field(name), String(each));
  const chips = [
    ...(plan.filters ?? []).map(({ field: name, op = "eq", value: asked }) =>
      op === "is_null"
        ? `${label(name)} is ${asked === false ? "known" : "unknown"}`
        : `${label(name)} ${op === "between" ? "is between" : operatorText(field(name), op)} ${(Array.isArray(
            asked,
          )
            ? asked
            : [asked]
          )
            .map((each) => value(name, each))
            .join(op === "between" ? " and " : " or ")}`,
    ),
    ...(plan.search ? [`contains “${plan.search}”`] : []),
    ...(plan.group_by ?? []).map(
      ({ field: name, bucket }) => `by ${label(name)}${bucket ? ` (${bucket})` : ""}`,
    ),
  ];
  return (
    <ul aria-label="What was understood" className="flex flex-wrap gap-1.5 text-xs">
      <li className="rounded-md bg-accent-soft px-1.5 py-0.5 font-medium text-accent-ink">
        {dataset?.label ?? humanize(plan.dataset ?? "workspaces")}
      </li>
      {chips.map((chip) => (
        <li key={chip} className="rounded-md border border-line px-1.5 py-0.5">
          <bdi>{chip}</bdi>
        </li>
      ))}
    </ul>
  );
}
