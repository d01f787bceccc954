import { useQuery } from "@tanstack/react-query";
import { ChevronLeft } from "lucide-react";
import { Link, useLocation, useParams } from "react-router-dom";
import { AdviceFacts } from "@/components/recommendations/AdviceFacts";
import { adviceParts } from "@/components/recommendations/AdviceReasons";
import { Card } from "@/components/ui/Card";
import { Failure } from "@/components/ui/Failure";
import { Page } from "@/components/ui/Page";
import { PageSkeleton } from "@/components/ui/PageSkeleton";
import { asText, isObject } from "@/lib/guards";
import { recommendationDetail } from "@/services/recommendations";

export function Recommendation() {
  const { recommendationId = "" } = useParams();
  const location = useLocation();
  const answer = useQuery(recommendationDetail(Number(recommendationId) || 0));
  const list = isObject(location.state) ? (asText(location.state.list) ?? "") : "";
  const above = (
    <Link
      to={`/recommendations${list}`}
      className="mb-1 -ml-1 inline-flex items-center gap-0.5 rounded-sm text-sm text-muted hover:text-ink"
    >
      <ChevronLeft aria-hidden className="size-4" /> Recommendations
    </Link>
  );
  if (answer.isPending) return <PageSkeleton title="Recommendation" above={above} />;
  if (answer.isError) {
    return (
      <Page title="Recommendation" above={above}>
        <Card>
          <Failure
            what="load this recommendation"
            error={answer.error}
            onRetry={() => void answer.refetch()}
            retrying={answer.isFetching}
          />
        </Card>
      </Page>
    );
  }
  const advice = answer.data;
  return (
    <Page
      title={advice.title}
      above={above}
      description={
        <>
          <bdi>{advice.user_display_name ?? advice.user_name ?? advice.workspace_id}</bdi>, recommendation{" "}
          {advice.id}
        </>
      }
    >
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,26rem)_minmax(0,1fr)]">
        <Card title="Decision">
          <AdviceFacts advice={advice} />
        </Card>
        <div className="columns-1 gap-4 *:mb-4 *:break-inside-avoid 2xl:columns-2">
          {adviceParts(advice).map((part) => (
            <Card
              key={part.title}
              title={part.title}
              bodyClassName={part.flush ? "p-0 text-sm" : "px-4 py-3 text-sm"}
            >
              {part.body}
            </Card>
          ))}
        </div>
      </div>
    </Page>
  );
}
