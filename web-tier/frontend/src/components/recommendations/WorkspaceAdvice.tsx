import { Link } from "react-router-dom";
import type { Recommendation } from "@/api/types";
import { Card } from "@/components/ui/Card";
import { Origin } from "@/components/ui/Origin";
import { Status } from "@/components/ui/Status";
import { formatDay, formatMoney } from "@/lib/format";

function valueText(advice: Recommendation): string {
  if (advice.verified_saving_monthly !== null)
    return `${formatMoney(advice.verified_saving_monthly)} verified`;
  if (advice.saving_monthly === null) return "";
  return advice.saving_monthly < 0
    ? `costs ${formatMoney(-advice.saving_monthly)}`
    : `saves ${formatMoney(advice.saving_monthly)}`;
}

/** What is said of one WorkSpace, and what was decided about it. */
export function WorkspaceAdvice({ items }: { items: Recommendation[] }) {
  return (
    <Card
      title="Recommendations"
      hint={
        <>
          <Origin kind="modelled" /> a month
        </>
      }
      bodyClassName="p-0"
      className="mb-4"
    >
      <ul>
        {items.map((advice) => (
          <li key={advice.id}>
            <Link
              to={`/recommendations/${advice.id}`}
              className="grid min-h-10 grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 border-b border-line px-4 py-1.5 text-sm hover:bg-hover focus-visible:-outline-offset-2 sm:grid-cols-[minmax(0,1fr)_8rem_11rem_10rem] [li:last-child>&]:border-0"
            >
              <span className="min-w-0 truncate font-medium">{advice.title}</span>
              <Status family="advice" value={advice.state} />
              <span className="text-muted">
                {advice.act_by
                  ? `act by ${formatDay(advice.act_by)}`
                  : `act from ${formatDay(advice.act_on)}`}
              </span>
              <span className="text-right tnum">{valueText(advice)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}
