import { useQuery } from "@tanstack/react-query";
import { Monitor } from "lucide-react";
import { CostMonths } from "@/components/costs/CostMonths";
import { CoverageBanner } from "@/components/coverage/CoverageBanner";
import { Breakdown } from "@/components/overview/Breakdown";
import { ConnectedHours } from "@/components/overview/ConnectedHours";
import { FleetFigures } from "@/components/overview/FleetFigures";
import { LastSync } from "@/components/overview/LastSync";
import { NoFleetYet } from "@/components/overview/NoFleetYet";
import { OverviewSkeleton } from "@/components/overview/OverviewSkeleton";
import { RecentChanges } from "@/components/overview/RecentChanges";
import { TopSavings } from "@/components/overview/TopSavings";
import { Card } from "@/components/ui/Card";
import { Failure } from "@/components/ui/Failure";
import { Page } from "@/components/ui/Page";
import { Skeleton } from "@/components/ui/Skeleton";
import { addMonths, monthOf, monthsBetween } from "@/lib/calendar";
import { useNow } from "@/lib/clock";
import { coverage } from "@/services/coverage";
import { BREAKDOWNS, fleetFacets } from "@/services/fleet";
import { overview } from "@/services/overview";

const TITLES: Record<string, string> = {
  state: "State",
  running_mode: "Running mode",
  compute_type: "Compute type",
  region: "Region",
  account_name: "Account",
  operating_system: "Operating system",
};

export function Overview() {
  const answer = useQuery(overview);
  const facets = useQuery(fleetFacets);
  const covered = useQuery(coverage);
  const present = monthOf(useNow());
  const told = answer.data;
  if (answer.isError && !told) {
    return (
      <Page title="Overview">
        <Failure
          what="load the overview"
          error={answer.error}
          onRetry={() => void answer.refetch()}
          retrying={answer.isFetching}
        />
      </Page>
    );
  }
  if (!told || covered.isPending) {
    return (
      <Page title="Overview" description={<Skeleton className="h-5 w-44" />}>
        <OverviewSkeleton />
      </Page>
    );
  }
  return (
    <Page title="Overview" description={<LastSync />}>
      <CoverageBanner />
      {told.workspaces.value === 0 ? (
        <Card>
          <NoFleetYet icon={Monitor} />
        </Card>
      ) : (
        <>
          <FleetFigures told={told} />
          <div className="grid gap-4 xl:grid-cols-2">
            <CostMonths
              months={monthsBetween(addMonths(present, -11), present)}
              to={(month) => `/costs?month=${month}`}
            />
            <ConnectedHours answer={answer} />
          </div>
          <div className="grid gap-4 xl:grid-cols-2">
            <TopSavings savings={told.savings} />
            <RecentChanges counts={told.changes_7d} />
          </div>
          <div className="grid gap-4 md:grid-cols-2 xl:grid-cols-3">
            {BREAKDOWNS.map((name) => (
              <Breakdown
                key={name}
                title={TITLES[name] ?? name}
                field={name}
                facet={facets.data?.facets.find((each) => each.field === name)}
                error={facets.error}
                total={facets.data?.total ?? 0}
              />
            ))}
          </div>
        </>
      )}
    </Page>
  );
}
