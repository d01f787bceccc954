import { useQuery } from "@tanstack/react-query";
import { BillComparison } from "@/components/costs/BillComparison";
import { CostBreakdown } from "@/components/costs/CostBreakdown";
import { CostMonths } from "@/components/costs/CostMonths";
import { ReconciliationTable } from "@/components/costs/ReconciliationTable";
import { CoverageBanner } from "@/components/coverage/CoverageBanner";
import { CostTabs } from "@/components/costs/CostTabs";
import { Figures } from "@/components/ui/Figures";
import { Origin } from "@/components/ui/Origin";
import { Page } from "@/components/ui/Page";
import { PageSkeleton } from "@/components/ui/PageSkeleton";
import { addMonths, isMonth, monthOf, monthsBetween } from "@/lib/calendar";
import { useNow } from "@/lib/clock";
import { formatMoney, formatMonth, formatSigned, UNKNOWN } from "@/lib/format";
import { useParam } from "@/lib/useParam";
import { monthForecast, reconciliation } from "@/services/costs";
import { coverage } from "@/services/coverage";
import { byMonth, isDimension, knownSum } from "@/services/dimensions";

const MONTHS = 12;

export function Costs() {
  const present = monthOf(useNow());
  const [asked] = useParam("month");
  const [by, setBy] = useParam("by");
  const month = isMonth(asked) ? asked : present;
  const field = isDimension(by) ? by : "account_name";
  const before = addMonths(present, -1);
  const months = monthsBetween(addMonths(present, 1 - MONTHS), present);
  const sums = useQuery(byMonth("costs", "cost", months[0] ?? present, "running_mode"));
  const covered = useQuery(coverage);
  const bill = useQuery(reconciliation(before));
  const end = useQuery(monthForecast).data?.total;
  const sum = (of: string) => knownSum(sums.data?.find((each) => each.month === of));
  const money = (of: string) => (sums.isPending ? undefined : formatMoney(sum(of), "dollars"));
  const whole = `/costs/lines?month=${before}-01`;
  // The banner stands above all: coming later, it would push the page down.
  if (covered.isPending) return <PageSkeleton title="Costs" />;
  return (
    <Page title="Costs" description="Where the money goes, and how well that is known.">
      <CostTabs />
      <CoverageBanner />
      <Figures
        label="Costs in short"
        figures={[
          {
            label: "This month so far",
            value: money(present),
            note: (
              <>
                <Origin kind="modelled" />{" "}
                {end?.cost != null && `${formatMoney(end.cost, "dollars")} at its end is likely`}
              </>
            ),
            to: `/costs/lines?month=${present}-01`,
          },
          { label: formatMonth(before), value: money(before), note: <Origin kind="modelled" />, to: whole },
          {
            label: `${formatMonth(before)}, by AWS`,
            value: bill.isPending ? undefined : formatMoney(bill.data?.billed_cost, "dollars"),
            note: (
              <>
                <Origin kind="billed" /> {bill.data?.estimated && "may still change"}
              </>
            ),
          },
          {
            label: "Error of the model",
            value: bill.isPending
              ? undefined
              : bill.data?.cost_error_percent == null
                ? UNKNOWN
                : `${formatSigned(bill.data.cost_error_percent)} %`,
            note: `${formatMonth(before)}, against the bill`,
          },
        ]}
      />
      <div className="grid gap-4 xl:grid-cols-2">
        <CostMonths months={months} selected={month} />
        <BillComparison months={months} />
      </div>
      <CostBreakdown month={month} field={field} onField={setBy} />
      <ReconciliationTable month={month} />
    </Page>
  );
}
