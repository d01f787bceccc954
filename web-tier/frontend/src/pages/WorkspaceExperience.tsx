import { useQuery } from "@tanstack/react-query";
import { useParams } from "react-router-dom";
import { Origin } from "@/components/ui/Origin";
import { SegmentedControl } from "@/components/ui/SegmentedControl";
import { ExperienceChart } from "@/components/usage/ExperienceChart";
import { METRICS } from "@/components/usage/metrics";
import { addDays, dayOf } from "@/lib/calendar";
import { useNow } from "@/lib/clock";
import { useParam } from "@/lib/useParam";
import { workspaceExperience } from "@/services/usage";

const SPANS = [
  { value: "31", label: "31 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "12 months" },
] as const;

export function WorkspaceExperience() {
  const { workspaceId = "" } = useParams();
  const [asked, setAsked] = useParam("days");
  const days = SPANS.find((span) => span.value === asked)?.value ?? "31";
  const today = dayOf(useNow());
  const from = addDays(today, 1 - Number(days));
  const answer = useQuery(workspaceExperience(workspaceId, from, today));
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center gap-3">
        <SegmentedControl
          label="Time shown"
          value={days}
          options={[...SPANS]}
          onChange={(next) => setAsked(next === "31" ? null : next)}
        />
        <p className="text-xs text-faint">
          <Origin kind="measured" /> by day (UTC). A day without a measurement is a gap.
        </p>
      </div>
      <div className="grid gap-4 xl:grid-cols-2">
        {METRICS.map((metric) => (
          <ExperienceChart key={metric.id} metric={metric} answer={answer} from={from} to={today} />
        ))}
      </div>
    </div>
  );
}
