import { useQuery } from "@tanstack/react-query";
import { CoverageBanner } from "@/components/coverage/CoverageBanner";
import { Figures } from "@/components/ui/Figures";
import { Page } from "@/components/ui/Page";
import { PageSkeleton } from "@/components/ui/PageSkeleton";
import { FleetDays } from "@/components/usage/FleetDays";
import { FleetMonths } from "@/components/usage/FleetMonths";
import { HoursDistribution } from "@/components/usage/HoursDistribution";
import { IdleList } from "@/components/usage/IdleList";
import { UsageBreakdown } from "@/components/usage/UsageBreakdown";
import { UsersByHour } from "@/components/usage/UsersByHour";
import { WeekShape } from "@/components/usage/WeekShape";
import { addMonths, dayOf, isMonth, monthOf, monthsBetween } from "@/lib/calendar";
import { useNow } from "@/lib/clock";
import { formatHours, formatMonth, formatNumber, formatPercent, formatShare } from "@/lib/format";
import { useParam } from "@/lib/useParam";
import { coverage } from "@/services/coverage";
import { isDimension } from "@/services/dimensions";
import { LONG_DAYS, LONG_IDLE, NEVER_CONNECTED } from "@/services/fleet";
import { monthFigures } from "@/services/fleetUsage";

const MONTHS = 12;
const COSTLIEST = "sort=-modelled_cost_mtd";

export function Usage() {
  const now = useNow();
  const present = monthOf(now);
  const today = dayOf(now);
  const [asked] = useParam("month");
  const [by, setBy] = useParam("by");
  const month = isMonth(asked) ? asked : present;
  const field = isDimension(by) ? by : "directory_name";
  const covered = useQuery(coverage);
  const figures = useQuery(monthFigures(month));
  const told = figures.data;
  const value = (text: string) => (figures.isPending ? undefined : text);
  const lines = `/usage/lines?month=${month}-01`;
  // The banner stands above all: coming later, it would push the page down.
  if (covered.isPending) return <PageSkeleton title="Usage" />;
  return (
    <Page title="Usage" description={`Who uses how much in ${formatMonth(month)}.`}>
      <CoverageBanner />
      <Figures
        label="Usage in short"
        figures={[
          {
            label: "Connected",
            value: value(formatHours(told?.hours)),
            note: told?.coverage == null ? "" : `${formatShare(told.coverage)} of the hours measured`,
            to: lines,
          },
          {
            label: "WorkSpaces used",
            value: value(told ? formatNumber(told.used) : formatNumber(null)),
            note:
              told && told.workspaces > 0
                ? `${formatPercent(told.used, told.workspaces)} of those measured`
                : "",
            to: `${lines}&connected_hours.gt=0`,
          },
          {
            label: "Hours each, of those used",
            value: value(formatHours(told?.used && told.hours !== null ? told.hours / told.used : null)),
            note: "on average",
            to: `${lines}&connected_hours.gt=0&sort=-connected_hours`,
          },
          {
            label: "Sessions",
            value: value(formatNumber(told?.sessions)),
            note: "that began in the month",
            to: `${lines}&sort=-sessions`,
          },
        ]}
      />
      <div className="grid gap-4 xl:grid-cols-2">
        <FleetMonths months={monthsBetween(addMonths(present, 1 - MONTHS), present)} selected={month} />
        <HoursDistribution month={month} />
      </div>
      <FleetDays today={today} />
      <div className="grid gap-4 xl:grid-cols-2">
        <WeekShape month={month} />
        <UsersByHour today={today} />
      </div>
      <UsageBreakdown month={month} field={field} onField={setBy} />
      <div className="grid gap-4 xl:grid-cols-2">
        <IdleList
          title={`No connection for over ${LONG_DAYS} days`}
          hint="days, and cost this month"
          search={`${LONG_IDLE}&${COSTLIEST}`}
          none={`Everybody has connected within ${LONG_DAYS} days.`}
        />
        <IdleList
          title="No known connection"
          hint="never, or AWS does not say"
          search={`${NEVER_CONNECTED}&${COSTLIEST}`}
          none="Of each WorkSpace a connection is known."
        />
      </div>
    </Page>
  );
}
