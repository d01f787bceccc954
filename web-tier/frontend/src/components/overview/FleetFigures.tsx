import { Origin } from "@/components/ui/Origin";
import { addMonths } from "@/lib/calendar";
import type { Overview } from "@/api/types";
import { formatHours, formatMoney, formatMonth, formatNumber, formatPercent } from "@/lib/format";
import { Change } from "./Change";
import { Stat } from "./Stat";

/** The four numbers of the fleet, each with what it was. */
export function FleetFigures({ told }: { told: Overview }) {
  const { workspaces, connected_now: connected, hours_month: hours, cost_month: cost } = told;
  const before = formatMonth(addMonths(told.month, -1));
  const share =
    connected.value !== null && workspaces.value
      ? `${formatPercent(connected.value, workspaces.value)} of the fleet`
      : "";
  return (
    <div className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line xl:grid-cols-4">
      <Stat
        label="WorkSpaces"
        value={workspaces.value}
        loading={false}
        note={
          workspaces.previous === null ? (
            "not known a month ago"
          ) : (
            <>
              <Change percent={workspaces.change_percent} /> {formatNumber(workspaces.previous)} a month ago
            </>
          )
        }
        to="/workspaces?view=all"
      />
      <Stat
        label="Connected now"
        value={connected.value}
        loading={false}
        note={
          <>
            {share}
            {connected.previous !== null && `, ${formatNumber(connected.previous)} at this hour a month ago`}
          </>
        }
        to="/workspaces?connection_state=CONNECTED"
      />
      <Stat
        label="Hours this month"
        value={hours.value}
        text={formatHours(hours.value)}
        loading={false}
        note={
          <>
            <Origin kind="measured" /> <Change percent={hours.change_percent} />{" "}
            {hours.previous_to_date == null
              ? hours.previous !== null && `${formatHours(hours.previous)} in ${before}`
              : `${formatHours(hours.previous_to_date)} by this day of ${before}`}
          </>
        }
        to={`/usage?month=${told.month}`}
      />
      <Stat
        label="Cost this month"
        value={cost.value}
        text={formatMoney(cost.value, "dollars")}
        loading={false}
        note={
          <>
            <Origin kind="modelled" />{" "}
            {told.forecast_cost_month !== null &&
              `${formatMoney(told.forecast_cost_month, "dollars")} at its end, `}
            {formatMoney(cost.previous, "dollars")} in {before}
          </>
        }
        to={`/costs?month=${told.month}`}
      />
    </div>
  );
}
