import { Link } from "react-router-dom";
import { asApiError } from "@/api/problem";
import type { Facet } from "@/api/types";
import { Card } from "@/components/ui/Card";
import { Skeleton } from "@/components/ui/Skeleton";
import { formatStatus } from "@/components/ui/statuses";
import { toneFill } from "@/components/ui/tones";
import { cn } from "@/lib/cn";
import { formatNumber, formatPercent } from "@/lib/format";
import { absentText } from "@/services/fieldText";

const ROWS = 6;

interface Props {
  title: string;
  field: string;
  facet: Facet | undefined;
  /** Why there is no facet. */
  error: Error | null;
  total: number;
}

function hrefOf(field: string, value: string | null): string {
  const params = value === null ? { [`${field}.is_null`]: "true" } : { [field]: value };
  return `/workspaces?${new URLSearchParams(params).toString()}`;
}

/** How the fleet divides by one field; each bar leads to its WorkSpaces. */
export function Breakdown({ title, field, facet, error, total }: Props) {
  const values = facet?.values ?? [];
  const shown = values.slice(0, ROWS);
  const rest = values.slice(ROWS).reduce((sum, each) => sum + each.count, facet?.other ?? 0);
  const largest = Math.max(1, ...values.map((each) => each.count));
  return (
    <Card title={title} bodyClassName="px-2 py-2">
      <ul className="flex min-h-48 flex-col">
        {!facet && error && (
          <li className="px-2 py-1.5 text-sm text-muted" role="alert">
            Could not be counted. {asApiError(error).title}.
          </li>
        )}
        {!facet &&
          !error &&
          Array.from({ length: 4 }, (_, at) => <Skeleton key={at} className="mx-2 my-2.5 h-3" />)}
        {shown.map((each) => {
          const value = each.value === null ? null : String(each.value);
          const tone = field === "state" ? formatStatus("workspace", value).tone : null;
          const Icon = field === "state" ? formatStatus("workspace", value).icon : null;
          return (
            <li key={String(value)}>
              <Link
                to={hrefOf(field, value)}
                className="grid h-8 grid-cols-[minmax(0,10rem)_minmax(2rem,1fr)_5.25rem] items-center gap-3 rounded-md px-2 text-sm hover:bg-hover focus-visible:-outline-offset-2"
              >
                <span className={cn("flex min-w-0 items-center gap-1.5", value === null && "text-muted")}>
                  {Icon && <Icon aria-hidden className="size-3.5 shrink-0 text-muted" />}
                  <bdi className="truncate" title={each.label ?? undefined}>
                    {value === null ? absentText(field) : (each.label ?? value)}
                  </bdi>
                </span>
                <span aria-hidden className="h-1.5 overflow-hidden rounded-full bg-sunken">
                  <span
                    className={cn(
                      "block h-full min-w-0.5 rounded-full",
                      tone ? toneFill[tone] : "bg-fill-accent",
                    )}
                    style={{ width: `${(each.count / largest) * 100}%` }}
                  />
                </span>
                <span className="flex items-baseline justify-end gap-2 tnum">
                  {formatNumber(each.count)}
                  <span className="w-9 text-right text-xs text-faint">
                    {formatPercent(each.count, total)}
                  </span>
                </span>
              </Link>
            </li>
          );
        })}
        {rest > 0 && <li className="px-2 pt-1 text-xs text-faint">{formatNumber(rest)} in other values</li>}
      </ul>
    </Card>
  );
}
