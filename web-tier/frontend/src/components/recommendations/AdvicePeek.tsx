import { useQuery } from "@tanstack/react-query";
import { ExternalLink, X } from "lucide-react";
import { Link, useLocation } from "react-router-dom";
import { Failure } from "@/components/ui/Failure";
import { IconButton } from "@/components/ui/IconButton";
import { Skeleton } from "@/components/ui/Skeleton";
import { cn } from "@/lib/cn";
import { recommendationDetail } from "@/services/recommendations";
import { AdviceFacts } from "./AdviceFacts";
import { adviceParts } from "./AdviceReasons";

/** One recommendation beside the list, where it can be decided on. */
export function AdvicePeek({ id, onClose }: { id: string; onClose: () => void }) {
  const { search } = useLocation();
  const answer = useQuery(recommendationDetail(Number(id)));
  if (answer.isError && !answer.data) {
    return (
      <Failure
        what="load this recommendation"
        error={answer.error}
        onRetry={() => void answer.refetch()}
        retrying={answer.isFetching}
      />
    );
  }
  if (!answer.data) {
    return (
      <div className="flex flex-col gap-3 p-4" role="status" aria-label="Loading">
        <Skeleton className="h-5 w-2/3" />
        {Array.from({ length: 12 }, (_, at) => (
          <Skeleton key={at} className="h-4" />
        ))}
      </div>
    );
  }
  const advice = answer.data;
  return (
    <div className="flex flex-col text-sm">
      <header className="flex items-start gap-2 border-b border-line py-3 pr-2 pl-4">
        <h2 className="min-w-0 flex-1 pt-1 text-base font-semibold [overflow-wrap:anywhere]">
          {advice.title}
        </h2>
        <Link
          to={`/recommendations/${advice.id}`}
          state={{ list: search }}
          className="inline-flex h-8 items-center gap-1 rounded-md px-2 text-sm font-medium text-accent-ink hover:bg-hover"
        >
          Open <ExternalLink aria-hidden className="size-3.5" />
        </Link>
        <span className="hidden lg:inline">
          <IconButton label="Close the preview" keys="Esc" onClick={onClose}>
            <X aria-hidden className="size-4" />
          </IconButton>
        </span>
      </header>
      <div className="p-4">
        <AdviceFacts advice={advice} />
      </div>
      {adviceParts(advice).map((part) => (
        <section key={part.title} className="border-t border-line py-3">
          <h3 className="mb-2 px-4 text-xs font-medium text-faint">{part.title}</h3>
          <div className={cn(!part.flush && "px-4")}>{part.body}</div>
        </section>
      ))}
    </div>
  );
}
