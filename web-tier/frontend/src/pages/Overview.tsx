import { useQuery } from "@tanstack/react-query";
import { Monitor } from "lucide-react";
import { CoverageBanner } from "@/components/coverage/CoverageBanner";
import { Breakdown } from "@/components/overview/Breakdown";
import { LastSync } from "@/components/overview/LastSync";
import { NoFleetYet } from "@/components/overview/NoFleetYet";
import { OverviewSkeleton } from "@/components/overview/OverviewSkeleton";
import { RecentChanges } from "@/components/overview/RecentChanges";
import { Stat } from "@/components/overview/Stat";
import { Card } from "@/components/ui/Card";
import { Failure } from "@/components/ui/Failure";
import { Page } from "@/components/ui/Page";
import { formatPercent } from "@/lib/format";
import { coverage } from "@/services/coverage";
import { BREAKDOWNS, fleetCount, fleetFacets, LONG_DAYS, LONG_IDLE, NEVER_CONNECTED } from "@/services/fleet";

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
          <div className="grid gap-px overflow-hidden rounded-lg border border-line bg-line grid-cols-2 xl:grid-cols-4">
            <Stat
              label="WorkSpaces"
              value={total}
              loading={false}
              note="without terminated ones"
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
