import { useQuery } from "@tanstack/react-query";
import { RelativeTime } from "@/components/ui/RelativeTime";
import { Skeleton } from "@/components/ui/Skeleton";
import { coverage } from "@/services/coverage";
import { summarizeCoverage } from "@/services/coverageSummary";

/** How fresh the data is. */
export function LastSync() {
  const { data, isPending } = useQuery(coverage);
  if (isPending) return <Skeleton className="inline-block h-3.5 w-40" />;
  if (!data) return <>How fresh the data is, is unknown.</>;
  const { lastGoodAt } = summarizeCoverage(data);
  return (
    <>
      Read from AWS <RelativeTime value={lastGoodAt} none="never" />
    </>
  );
}
