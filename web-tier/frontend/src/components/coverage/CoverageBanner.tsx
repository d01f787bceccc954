import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router-dom";
import { Notice } from "@/components/ui/Notice";
import { coverage } from "@/services/coverage";
import { summarizeCoverage } from "@/services/coverageSummary";

/** Says when what is shown is not the whole truth: stale, partial or denied sources. */
export function CoverageBanner() {
  const { data } = useQuery(coverage);
  const summary = data ? summarizeCoverage(data) : null;
  if (!summary?.problems.length) return null;
  const { places } = summary;
  const shown = places.slice(0, 3).join("; ");
  return (
    <Notice
      tone={summary.severe ? "danger" : "warn"}
      action={
        <Link to="/coverage" className="shrink-0 font-medium underline underline-offset-2">
          Show the coverage
        </Link>
      }
    >
      <strong className="font-semibold">The data is not complete.</strong> {summary.sentence} ({shown}
      {places.length > 3 ? ` and ${places.length - 3} more` : ""}). What was read before is kept.
    </Notice>
  );
}
