import { ChevronRight } from "lucide-react";
import { useState } from "react";
import type { Facet, Field } from "@/api/types";
import { Skeleton } from "@/components/ui/Skeleton";
import { cn } from "@/lib/cn";
import { formatCount, formatNumber } from "@/lib/format";
import { isFacetOn, type ListState } from "@/lib/listState";
import { absentText, filterValueText } from "@/services/fieldText";

const FEW = 6;

interface Props {
  field: Field;
  facet: Facet | undefined;
  failed: boolean;
  state: ListState;
  open: boolean;
  onOpen: (open: boolean) => void;
  onToggle: (value: string | null) => void;
}

/** The values of one field with how many rows each would leave. */
export function FacetGroup({ field, facet, failed, state, open, onOpen, onToggle }: Props) {
  const [all, setAll] = useState(false);
  const values = facet?.values ?? [];
  const shown = all ? values : values.slice(0, FEW);
  return (
    <fieldset className="border-b border-line py-1.5 last:border-0">
      <legend className="sr-only">{field.label}</legend>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => onOpen(!open)}
        className="flex h-7 w-full items-center gap-1 rounded-sm px-2 text-xs font-medium text-muted hover:text-ink focus-visible:-outline-offset-2"
      >
        <ChevronRight aria-hidden className={cn("size-3.5 transition-transform", open && "rotate-90")} />
        {field.label}
      </button>
      {open && (
        <div className="pb-1">
          {!facet &&
            !failed &&
            Array.from({ length: 3 }, (_, at) => <Skeleton key={at} className="mx-3 my-2.5 h-3" />)}
          {!facet && failed && (
            <p className="px-3 py-1 text-xs text-danger">The counts could not be loaded.</p>
          )}
          {facet && !values.length && <p className="px-3 py-1 text-xs text-faint">No values</p>}
          {shown.map((each) => {
            const value = each.value === null ? null : String(each.value);
            return (
              <label
                key={String(each.value)}
                className="flex min-h-7 cursor-pointer items-center gap-2 rounded-md px-3 text-xs hover:bg-hover"
              >
                <input
                  type="checkbox"
                  className="size-3.5 shrink-0"
                  checked={isFacetOn(state, field.name, value)}
                  onChange={() => onToggle(value)}
                />
                <bdi
                  title={(each.label ?? "").length > 22 ? (each.label ?? undefined) : undefined}
                  className={cn("min-w-0 flex-1 truncate", value === null && "text-muted")}
                >
                  {value === null ? absentText(field.name) : filterValueText(field, each.label ?? value)}
                </bdi>
                <span className="text-muted tnum">{formatNumber(each.count)}</span>
              </label>
            );
          })}
          {values.length > FEW && (
            <button
              type="button"
              onClick={() => setAll(!all)}
              className="mx-3 mt-0.5 rounded-sm py-1 text-xs text-accent-ink hover:underline"
            >
              {all ? "Show fewer" : `Show ${formatCount(values.length - FEW, "more", "more")}`}
            </button>
          )}
          {all && (facet?.other ?? 0) > 0 && (
            <p className="px-3 py-1 text-xs text-faint">{formatNumber(facet?.other)} with other values</p>
          )}
        </div>
      )}
    </fieldset>
  );
}
