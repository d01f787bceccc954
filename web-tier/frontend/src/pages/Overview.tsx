import { useQuery } from "@tanstack/react-query";
import { Monitor } from "lucide-react";
import { CostMonths } from "@/components/costs/CostMonths";
import { CoverageBanner } from "@/components/coverage/CoverageBanner";
import { Breakdown } from "@/components/overview/Breakdown";
import { LastSync } from "@/components/overview/LastSync";
import { NoFleetYet } from "@/components/overview/NoFleetYet";
import { OverviewSkeleton } from "@/components/overview/OverviewSkeleton";
import { RecentChanges } from "@/components/overview/RecentChanges";
import { Stat } from "@/components/overview/Stat";
import { Card } from "@/components/ui/Card";
import { Failure } from "@/components/ui/Failure";
import { Origin } from "@/components/ui/Origin";
import { Page } from "@/components/ui/Page";
import { addMonths, monthOf, monthsBetween } from "@/lib/calendar";
import { useNow } from "@/lib/clock";
import { formatHours, formatMoney, formatMonth, formatNumber, formatPercent } from "@/lib/format";
import { byMonth, knownSum } from "@/services/dimensions";
import { coverage } from "@/services/coverage";
import { BREAKDOWNS, fleetCount, fleetFacets, LONG_DAYS, LONG_IDLE, NEVER_CONNECTED } from "@/services/fleet";
import { monthFigures } from "@/services/fleetUsage";

const TITLES: Record<string, string> = {
  state: "State",
  running_mode: "Running mode",
  compute_type: "Compute type",
  region: "Region",
  account_name: "Account",
  operating_system: "Operating system",
};

export function Overview() {
  const facets = useQuery(fleetFacets);
  const covered = useQuery(coverage);
  const idle = useQuery(fleetCount(LONG_IDLE));
  const never = useQuery(fleetCount(NEVER_CONNECTED));
  const present = monthOf(useNow());
  const before = addMonths(present, -1);
  const months = monthsBetween(addMonths(present, -11), present);
  const created = useQuery(fleetCount(`created_at.gte=${present}-01&include_terminated=true`));
  const ended = useQuery(fleetCount(`terminated_at.gte=${present}-01&include_terminated=true`));
  const hours = useQuery(monthFigures(present));
  const lastHours = useQuery(monthFigures(before));
  const costs = useQuery(byMonth("costs", "cost", months[0] ?? present, "running_mode"));
  const cost = (of: string) => knownSum(costs.data?.find((sum) => sum.month === of));
  const facet = (name: string) => facets.data?.facets.find((each) => each.field === name);
  const total = facets.data?.total ?? 0;
  const connections = facet("connection_state")?.values ?? [];
  // Nobody connected is a fact only where AWS was asked about connections at all.
  const connected = connections.some((each) => each.value !== null)
    ? (connections.find((each) => each.value === "CONNECTED")?.count ?? 0)
    : null;
  const share = (part: number | null | undefined) =>
    part != null && total > 0 ? `${formatPercent(part, total)} of the fleet` : "";
  if (facets.isError) {
    return (
      <Page title="Overview">
        <Failure
          what="load the overview"
          error={facets.error}
          onRetry={() => void facets.refetch()}
          retrying={facets.isFetching}
        />
      </Page>
    );
  }
  if (facets.isPending || covered.isPending) return <OverviewSkeleton />;
  const isEmpty = facets.data !== undefined && total === 0;
  return (
    <Page title="Overview" description={<LastSync />}>
      <CoverageBanner />
      {isEmpty ? (
        <Card>
          <NoFleetYet icon={Monitor} />
        </Card>
      ) : (
        <>
          <div className="grid gap-px overflow-hidden rounded-lg border border-line bg-line grid-cols-2 md:grid-cols-3">
            <Stat
              label="WorkSpaces"
              value={total}
              loading={false}
              note={
                created.data === undefined || ended.data === undefined
                  ? ""
                  : `${formatNumber(created.data)} created, ${formatNumber(ended.data)} ended this month`
              }
              to="/workspaces"
            />
            <Stat
              label="Connected now"
              value={connected}
              loading={false}
              note={share(connected)}
              to="/workspaces?connection_state=CONNECTED"
            />
            <Stat
              label="Hours this month"
              value={hours.data?.hours}
              text={formatHours(hours.data?.hours)}
              loading={hours.isPending}
              note={lastHours.data ? `${formatHours(lastHours.data.hours)} in ${formatMonth(before)}` : ""}
              to={`/usage?month=${present}`}
            />
            <Stat
              label="Cost this month"
              value={cost(present)}
              text={formatMoney(cost(present), "dollars")}
              loading={costs.isPending}
              note={
                <>
                  <Origin kind="modelled" />{" "}
                  {costs.data && `${formatMoney(cost(before), "dollars")} in ${formatMonth(before)}`}
                </>
              }
              to={`/costs?month=${present}`}
            />
            <Stat
              label={`No connection for over ${LONG_DAYS} days`}
              value={idle.data}
              loading={idle.isPending}
              note={share(idle.data)}
              to={`/workspaces?${LONG_IDLE}&sort=-days_since_connected`}
            />
            <Stat
              label="No known connection"
              value={never.data}
              loading={never.isPending}
              note="never, or AWS does not say"
              to={`/workspaces?${NEVER_CONNECTED}`}
            />
          </div>
          <CostMonths months={months} to={(month) => `/costs?month=${month}`} />
          <div className="grid gap-4 md:grid-cols-2 xl:grid-cols-3">
            {BREAKDOWNS.map((name) => (
              <Breakdown
                key={name}
                title={TITLES[name] ?? name}
                field={name}
                facet={facet(name)}
                total={total}
              />
            ))}
          </div>
          <RecentChanges />
        </>
      )}
    </Page>
  );
}
