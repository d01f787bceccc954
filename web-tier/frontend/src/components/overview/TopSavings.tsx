import { useQuery } from "@tanstack/react-query";
import { Lightbulb } from "lucide-react";
import { Link } from "react-router-dom";
import type { Overview } from "@/api/types";
import { Card } from "@/components/ui/Card";
import { Empty } from "@/components/ui/Empty";
import { Origin } from "@/components/ui/Origin";
import { formatMoney, formatNumber } from "@/lib/format";
import { fleetCount, LONG_DAYS, LONG_IDLE, NEVER_CONNECTED } from "@/services/fleet";

const QUIET = [
  {
    label: `No connection for over ${LONG_DAYS} days`,
    filter: LONG_IDLE,
    to: `/workspaces?${LONG_IDLE}&sort=-days_since_connected`,
  },
  { label: "No known connection", filter: NEVER_CONNECTED, to: `/workspaces?${NEVER_CONNECTED}` },
];

function QuietCount({ label, filter, to }: (typeof QUIET)[number]) {
  const count = useQuery(fleetCount(filter));
  return (
    <Link
      to={to}
      className="flex min-h-9 items-center gap-3 px-4 text-sm text-muted hover:bg-hover hover:text-ink focus-visible:-outline-offset-2"
    >
      <span className="flex-1">{label}</span>
      <span className="tnum">{count.data === undefined ? "" : formatNumber(count.data)}</span>
    </Link>
  );
}

/** What saves most, and how many WorkSpaces nobody uses. */
export function TopSavings({ savings }: { savings: Overview["savings"] }) {
  const items = savings?.items ?? [];
  return (
    <Card
      title="Top savings"
      hint={
        savings?.total_monthly ? (
          <>
            <Origin kind="modelled" /> {formatMoney(savings.total_monthly, "dollars")} a month in all
          </>
        ) : undefined
      }
      action={
        <Link
          to="/recommendations?view=all"
          className="rounded-sm text-xs font-medium text-accent-ink hover:underline"
        >
          All recommendations
        </Link>
      }
      bodyClassName="flex flex-col p-0"
    >
      <div className="min-h-50 flex-1">
        {!items.length && (
          <Empty icon={Lightbulb} title={savings ? "Nothing to save" : "Not computed yet"} className="py-10">
            {savings
              ? "No rule finds a WorkSpace that could cost less."
              : "The rules run after each sync, once prices and hours are known."}
          </Empty>
        )}
        <ul>
          {items.map((item) => (
            <li key={item.id}>
              <Link
                to={`/recommendations/${item.id}`}
                className="grid min-h-10 grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 border-b border-line px-4 text-sm hover:bg-hover focus-visible:-outline-offset-2"
              >
                <span className="min-w-0 py-1">
                  <span className="block truncate font-medium">{item.title}</span>
                  <bdi className="block truncate text-xs text-muted">
                    {item.user_name ?? item.workspace_id}
                  </bdi>
                </span>
                <span className="tnum">{formatMoney(item.saving_monthly, "dollars")}</span>
              </Link>
            </li>
          ))}
        </ul>
      </div>
      <div className="border-t border-line py-1">
        {QUIET.map((each) => (
          <QuietCount key={each.filter} {...each} />
        ))}
      </div>
    </Card>
  );
}
