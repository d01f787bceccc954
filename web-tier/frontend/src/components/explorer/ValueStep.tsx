import { useQuery } from "@tanstack/react-query";
import { Check } from "lucide-react";
import { useState } from "react";
import type { Field } from "@/api/types";
import { Button } from "@/components/ui/Button";
import { cn } from "@/lib/cn";
import { formatNumber } from "@/lib/format";
import { operatorText } from "@/services/fieldText";
import { listFacets, type ListSource } from "@/services/listSource";
import { FilterMenu, FilterMenuItem } from "./FilterMenu";
import { ValueInput } from "./ValueInput";

interface Props {
  source: ListSource;
  /** The other filters, so that only values that would match are offered. */
  search: string;
  field: Field;
  op: string;
  initial: string[];
  isFacet: boolean;
  onValues: (values: string[]) => void;
}

interface Choice {
  value: string;
  label: string;
  count: number | null;
}

function useChoices({ source, search, field, isFacet }: Props): Choice[] {
  const counted = useQuery(listFacets(source, search, isFacet ? [field.name] : []));
  const values = counted.data?.facets.find((facet) => facet.field === field.name)?.values ?? [];
  const counts = new Map(values.map((each) => [String(each.value), each.count]));
  if (field.type === "boolean") {
    return [
      { value: "true", label: "Yes", count: counts.get("true") ?? null },
      { value: "false", label: "No", count: counts.get("false") ?? null },
    ];
  }
  const found = values.flatMap((each) =>
    each.value === null
      ? []
      : [{ value: String(each.value), label: each.label ?? String(each.value), count: each.count }],
  );
  const rest = (field.values ?? []).filter((each) => !counts.has(each.value));
  return [...found, ...rest.map((each) => ({ ...each, count: counted.data ? 0 : null }))];
}

/** Last step of a filter: which value, or which ones. */
export function ValueStep(props: Props) {
  const { field, op, initial, isFacet, onValues } = props;
  const [chosen, setChosen] = useState(initial);
  const [text, setText] = useState("");
  const choices = useChoices(props);
  const listed =
    (op === "eq" || op === "ne") && (isFacet || field.type === "boolean" || Boolean(field.values));
  const before = (
    <span className="max-w-44 shrink-0 truncate text-sm">
      <strong className="font-medium">{field.label}</strong>{" "}
      <span className="text-muted">{operatorText(field, op)}</span>
    </span>
  );
  if (!listed) return <ValueInput field={field} before={before} initial={initial} onValues={onValues} />;
  const several = op === "eq";
  const toggle = (value: string) =>
    setChosen(chosen.includes(value) ? chosen.filter((each) => each !== value) : [...chosen, value]);
  const pick = (value: string) => (several ? toggle(value) : onValues([value]));
  const typed = text.trim();
  const isNew = typed !== "" && !choices.some((each) => each.value === typed);
  return (
    <FilterMenu
      label="Values"
      placeholder="Value"
      before={before}
      text={text}
      onText={setText}
      empty="No such value"
      footer={
        several && (
          <div className="flex items-center justify-between border-t border-line p-2">
            <span className="px-1 text-xs text-muted">{formatNumber(chosen.length)} chosen</span>
            <Button size="sm" look="primary" disabled={!chosen.length} onClick={() => onValues(chosen)}>
              Apply
            </Button>
          </div>
        )
      }
    >
      {choices.map(({ value, label, count }) => (
        <FilterMenuItem key={value} value={value} keywords={[label]} onPick={() => pick(value)}>
          <Check
            aria-hidden
            className={cn("size-3.5 text-accent-ink", !chosen.includes(value) && "invisible")}
          />
          <bdi className="min-w-0 flex-1 truncate">{label}</bdi>
          {chosen.includes(value) && <span className="sr-only">chosen</span>}
          {count !== null && <span className="text-xs text-muted tnum">{formatNumber(count)}</span>}
        </FilterMenuItem>
      ))}
      {isNew && field.type !== "boolean" && (
        <FilterMenuItem
          value={`exactly ${typed}`}
          keywords={[typed]}
          onPick={() => onValues([...chosen, typed])}
        >
          <span className="w-3.5" /> exactly “{typed}”
        </FilterMenuItem>
      )}
    </FilterMenu>
  );
}
