import { useQuery } from "@tanstack/react-query";
import { asApiError } from "@/api/problem";
import { Button } from "@/components/ui/Button";
import { Failure } from "@/components/ui/Failure";
import { RelativeTime } from "@/components/ui/RelativeTime";
import { Skeleton } from "@/components/ui/Skeleton";
import { UNKNOWN } from "@/lib/format";
import { toasts } from "@/lib/toasts";
import { agentText, sessionList, useEndOtherSessions, useEndSession } from "@/services/sessions";

/** Where a user is signed in, and the way out of each place. */
export function SessionPanel({ userId, own }: { userId: number; own: boolean }) {
  const list = useQuery(sessionList(userId));
  const end = useEndSession(userId);
  const endOthers = useEndOtherSessions(userId);
  if (list.isError && !list.data) {
    return (
      <Failure
        what="load the sessions"
        error={list.error}
        onRetry={() => void list.refetch()}
        retrying={list.isFetching}
      />
    );
  }
  if (!list.data) {
    return (
      <div role="status" aria-label="Loading" className="flex flex-col gap-3">
        <Skeleton className="h-9" />
        <Skeleton className="h-9" />
      </div>
    );
  }
  const onError = (error: unknown) => toasts.show(asApiError(error).message, "danger");
  const others = list.data.items.filter((each) => !each.is_current);
  return (
    <div className="flex flex-col gap-3">
      {list.data.items.length === 0 && <p className="text-sm text-muted">Not signed in anywhere.</p>}
      <ul aria-label="Sessions" className="flex flex-col text-sm">
        {list.data.items.map((each) => (
          <li key={each.id} className="flex items-center gap-3 border-b border-line py-2 last:border-0">
            <div className="min-w-0 flex-1">
              <bdi className="block truncate font-medium" title={each.user_agent ?? undefined}>
                {agentText(each.user_agent)}
              </bdi>
              <span className="block truncate text-xs text-muted">
                {each.source_ip ?? UNKNOWN} · since <RelativeTime value={each.created_at} /> · used{" "}
                <RelativeTime value={each.last_seen_at} />
              </span>
            </div>
            {each.is_current ? (
              <span className="text-xs text-muted">This browser</span>
            ) : (
              <Button
                size="sm"
                aria-label={`Sign out ${agentText(each.user_agent)}, ${each.source_ip ?? UNKNOWN}`}
                busy={end.isPending && end.variables === each.id}
                onClick={() => end.mutate(each.id, { onError })}
              >
                Sign out
              </Button>
            )}
          </li>
        ))}
      </ul>
      {others.length > 0 && (
        <Button
          className="self-start"
          busy={endOthers.isPending}
          onClick={() =>
            endOthers.mutate(undefined, {
              onSuccess: () => toasts.show(own ? "Signed out everywhere else." : "Signed out everywhere."),
              onError,
            })
          }
        >
          {own ? "Sign out everywhere else" : "Sign out everywhere"}
        </Button>
      )}
    </div>
  );
}
