import { useQuery } from "@tanstack/react-query";
import { TriangleAlert } from "lucide-react";
import { Link } from "react-router-dom";
import { Tip } from "@/components/ui/Tip";
import { cn } from "@/lib/cn";
import { coverage } from "@/services/coverage";
import { summarizeCoverage } from "@/services/coverageSummary";

/** The coverage banner in one line, where there is little room. */
export function CoverageChip() {
  const { data } = useQuery(coverage);
  const summary = data ? summarizeCoverage(data) : null;
  if (!summary?.problems.length) return null;
  return (
    <Tip label={`${summary.sentence}. What was read before is kept.`}>
      <Link
        to="/coverage"
        className={cn(
          "inline-flex h-6 items-center gap-1 rounded-md px-2 text-xs font-medium hover:underline",
          summary.severe ? "bg-danger-soft text-danger" : "bg-warn-soft text-warn",
        )}
      >
        <TriangleAlert aria-hidden className="size-3.5" /> Incomplete data
      </Link>
    </Tip>
  );
}
