import { ArrowRight, CirclePlus, CircleX, RotateCcw, type LucideIcon } from "lucide-react";
import type { Change, Field } from "@/api/types";
import { RelativeTime } from "@/components/ui/RelativeTime";
import { ChangeValue } from "./ChangeValue";

const LIFECYCLE: Record<string, { icon: LucideIcon; words: string }> = {
  created: { icon: CirclePlus, words: "First seen" },
  retired: { icon: CircleX, words: "Gone from AWS" },
  returned: { icon: RotateCcw, words: "Seen again" },
};

interface Props {
  change: Change;
  field: Field | undefined;
}

/** One change: when, which field, what it was and what it is, and who did it when that is known. */
export function ChangeRow({ change, field }: Props) {
  const life = LIFECYCLE[change.field];
  const Icon = life?.icon;
  return (
    <li className="grid gap-x-4 gap-y-0.5 border-b border-line px-4 py-2 text-sm last:border-0 sm:grid-cols-[9rem_12rem_1fr]">
      <RelativeTime value={change.changed_at} className="text-muted" />
      <span className="flex items-center gap-1.5 font-medium">
        {Icon && <Icon aria-hidden className="size-3.5 text-muted" />}
        {life?.words ?? change.label}
      </span>
      <span className="min-w-0">
        {!life && (
          <span className="flex flex-wrap items-baseline gap-x-2">
            <span className="text-muted">
              <span className="sr-only">from </span>
              <ChangeValue field={field} value={change.before} />
            </span>
            <ArrowRight aria-hidden className="size-3 shrink-0 self-center text-faint" />
            <span>
              <span className="sr-only">to </span>
              <ChangeValue field={field} value={change.after} />
            </span>
          </span>
        )}
        {change.changed_by && <span className="block text-xs text-muted">by {change.changed_by}</span>}
      </span>
    </li>
  );
}
