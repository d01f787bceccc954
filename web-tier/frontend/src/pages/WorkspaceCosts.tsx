import { useQuery } from "@tanstack/react-query";
import { useParams } from "react-router-dom";
import { CostLines } from "@/components/costs/CostLines";
import { Explanation } from "@/components/costs/Explanation";
import { ModeCurve } from "@/components/costs/ModeCurve";
import { WorkspaceCostMonths } from "@/components/costs/WorkspaceCostMonths";
import { Notice } from "@/components/ui/Notice";
import { addMonths, isMonth, monthOf, monthsBetween } from "@/lib/calendar";
import { useNow } from "@/lib/clock";
import { formatCount, formatMonth } from "@/lib/format";
import { useParam } from "@/lib/useParam";
import { workspaceBilling } from "@/services/costs";

const MONTHS = 12;

export function WorkspaceCosts() {
  const { workspaceId = "" } = useParams();
  const present = monthOf(useNow());
  const [asked] = useParam("month");
  const month = isMonth(asked) ? asked : present;
  const first = addMonths(present, 1 - MONTHS);
  const billing = useQuery(workspaceBilling(workspaceId, month < first ? month : first, present));
  const lines = billing.data?.items.filter((line) => line.month === month);
  const unknown = lines?.filter((line) => line.cost === null).length ?? 0;
  return (
    <div className="flex flex-col gap-4">
      <WorkspaceCostMonths answer={billing} months={monthsBetween(first, present)} selected={month} />
      {unknown > 0 && (
        <Notice tone="warn">
          {formatCount(unknown, "charge")} of {formatMonth(month)} {unknown === 1 ? "is" : "are"} not known;
          the reason stands beside each. They are in no sum.
        </Notice>
      )}
      <Explanation key={month} id={workspaceId} month={month} />
      {lines?.length !== 0 && !billing.isError && <CostLines lines={lines} />}
      <ModeCurve id={workspaceId} />
    </div>
  );
}
