import { useQuery } from "@tanstack/react-query";
import { Radar } from "lucide-react";
import { useState } from "react";
import { CoverageMatrix } from "@/components/coverage/CoverageMatrix";
import { CoverageProblem } from "@/components/coverage/CoverageProblem";
import { Button } from "@/components/ui/Button";
import { Card } from "@/components/ui/Card";
import { Empty } from "@/components/ui/Empty";
import { Failure } from "@/components/ui/Failure";
import { Page } from "@/components/ui/Page";
import { Skeleton } from "@/components/ui/Skeleton";
import { formatCount } from "@/lib/format";
import { coverage } from "@/services/coverage";
import { summarizeCoverage } from "@/services/coverageSummary";

/** Problems shown before the matrix; the rest on demand. */
const FEW = 4;

export function Coverage() {
  const [all, setAll] = useState(false);
  const { data, error, isError, isFetching, refetch } = useQuery(coverage);
  const summary = data ? summarizeCoverage(data) : null;
  return (
    <Page
      title="Coverage"
      description="What was read from AWS, per account, Region and kind of data, and how fresh it is."
    >
      {isError && !data && (
        <Failure
          what="load the coverage"
          error={error}
          onRetry={() => void refetch()}
          retrying={isFetching}
        />
      )}
      {!data && !isError && <Skeleton className="h-96 rounded-lg" />}
      {data?.items.length === 0 && (
        <Card>
          <Empty icon={Radar} title="Nothing was read yet">
            After the first sync each account, Region and kind of data is listed here.
          </Empty>
        </Card>
      )}
      {summary && summary.problems.length > 0 && (
        <Card title="Problems" hint={formatCount(summary.problems.length, "source")} bodyClassName="p-0">
          <ul>
            {summary.groups.slice(0, all ? undefined : FEW).map((group) => (
              <CoverageProblem key={group.key} group={group} />
            ))}
          </ul>
          {!all && summary.groups.length > FEW && (
            <div className="border-t border-line p-2 text-center">
              <Button look="quiet" onClick={() => setAll(true)}>
                Show {formatCount(summary.groups.length - FEW, "more", "more")}
              </Button>
            </div>
          )}
        </Card>
      )}
      {data && data.items.length > 0 && <CoverageMatrix items={data.items} />}
    </Page>
  );
}
