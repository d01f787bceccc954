import { useQuery } from "@tanstack/react-query";
import { Link, useLocation } from "react-router-dom";
import type { AdviceState } from "@/api/types";
import { Failure } from "@/components/ui/Failure";
import { Origin } from "@/components/ui/Origin";
import { RelativeTime } from "@/components/ui/RelativeTime";
import { Skeleton } from "@/components/ui/Skeleton";
import { cn } from "@/lib/cn";
import { formatCount, formatMoney, formatNumber } from "@/lib/format";
import { formatListState, isFacetOn, toApiParams, toggleFacet, type ListState } from "@/lib/listState";
import { recommendationSummary, STATES } from "@/services/recommendations";

/** The kinds chosen in the list; empty for all. */
function chosenKinds(state: ListState): string[] {
  return state.filters.find((filter) => filter.field === "kind" && filter.op === "eq")?.values ?? [];
}

/** The list's state with one kind more, or one less. */
export function kindSearch(state: ListState, kind: string): string {
  return `?${formatListState(toggleFacet({ ...state, peek: null }, "kind", kind)).toString()}`;
}

/** The list's state showing those of one state; of "to do" those that the list shows by itself. */
export function stateSearch(state: ListState, wanted: AdviceState | null): string {
  const filters = state.filters.filter((filter) => filter.field !== "state");
  if (wanted) filters.push({ field: "state", op: "eq", values: [wanted] });
  return `?${formatListState({ ...state, filters, peek: null }).toString()}`;
}

const LATER: AdviceState[] = ["approved", "snoozed", "dismissed", "done"];

/** What the recommendations that match come to, by kind; a kind narrows the list to it. */
export function AdviceSummary({ state }: { state: ListState }) {
  const { search } = useLocation();
  const others = {
    ...state,
    sort: [],
    filters: state.filters.filter(({ field }) => field !== "kind" && field !== "state"),
  };
  const answer = useQuery(recommendationSummary(toApiParams(others).toString()));
  const told = answer.data;
  const chosen = chosenKinds(state);
  const kinds = told?.by_kind ?? [];
  const counted = kinds.filter(({ kind }) => !chosen.length || chosen.includes(kind));
  const sum = (of: (kind: (typeof kinds)[number]) => number) =>
    counted.reduce((total, kind) => total + of(kind), 0);
  const cost = sum((kind) => kind.cost_monthly);
  const unknown = sum((kind) => kind.unknown);
  if (answer.isError && !told) {
    return (
      <Failure
        what="add up the recommendations"
        error={answer.error}
        onRetry={() => void answer.refetch()}
        retrying={answer.isFetching}
        className="min-h-33.5 border-b border-line py-2"
      />
    );
  }
  const isState = (value: AdviceState | null) =>
    value ? isFacetOn(state, "state", value) : !state.filters.some((filter) => filter.field === "state");
  const todo = (told?.by_state.open ?? 0) + (told?.by_state.approved ?? 0);
  const tabs = [
    { value: null, label: "To do", count: todo },
    ...LATER.map((value) => ({
      value,
      label: STATES.find((each) => each.value === value)?.label ?? value,
      count: told?.by_state[value] ?? 0,
    })),
  ];
  return (
    <div className="shrink-0 border-b border-line" aria-busy={answer.isFetching}>
      <div className="flex min-h-32 flex-wrap items-center gap-x-6 gap-y-2 px-3 py-2 sm:min-h-16 sm:px-4">
        <p className="flex min-w-60 flex-1 flex-wrap items-baseline gap-x-3 gap-y-0.5 text-sm">
          {told ? (
            <>
              <span className="text-lg font-semibold tracking-tight tnum">
                {formatMoney(
                  sum((kind) => kind.counted_saving_monthly),
                  "dollars",
                )}{" "}
                a month
              </span>
              <span className="text-muted">
                can be saved <Origin kind="modelled" />
              </span>
              {cost > 0 && (
                <span className="text-muted">{formatMoney(cost, "dollars")} would be spent more</span>
              )}
              {unknown > 0 && <span className="text-muted">{formatNumber(unknown)} of unknown saving</span>}
              {told.verified.verified > 0 && (
                <span className="text-ok">
                  {formatMoney(told.verified.saving_monthly, "dollars")} a month verified of{" "}
                  {formatCount(told.verified.verified, "one", "ones")} done
                </span>
              )}
              <span className="text-xs text-faint">
                {told.computed_at ? (
                  <>
                    computed <RelativeTime value={told.computed_at} />
                  </>
                ) : (
                  "not all computed yet"
                )}
              </span>
            </>
          ) : (
            <Skeleton className="h-5 w-72 max-w-full" />
          )}
        </p>
        <nav aria-label="Recommendations by state" className="-mx-1 flex max-w-full gap-0.5 overflow-x-auto">
          {tabs.map((tab) => (
            <Link
              key={tab.label}
              to={stateSearch(state, tab.value)}
              aria-current={isState(tab.value) ? "true" : undefined}
              className={cn(
                "flex h-7 items-center gap-1.5 rounded-md px-2 text-xs font-medium whitespace-nowrap focus-visible:-outline-offset-2",
                isState(tab.value)
                  ? "bg-accent-soft text-accent-ink"
                  : "text-muted hover:bg-hover hover:text-ink",
              )}
            >
              {tab.label}
              <span className="min-w-3 text-right tnum">{told ? formatNumber(tab.count) : ""}</span>
            </Link>
          ))}
        </nav>
      </div>
      <ul
        aria-label="Savings by kind"
        className="flex h-16.5 gap-2 overflow-x-auto px-3 pb-2.5 sm:px-4"
        key={told ? "ready" : "loading"}
      >
        {!told &&
          Array.from({ length: 6 }, (_, at) => (
            <Skeleton key={at} className="h-full w-36 shrink-0 rounded-md" />
          ))}
        {kinds.map((kind) => {
          const on = chosen.includes(kind.kind);
          const saves = kind.counted_saving_monthly > 0 || kind.cost_monthly === 0;
          return (
            <li key={kind.kind} className="flex shrink-0">
              <Link
                to={kindSearch(state, kind.kind)}
                aria-current={on ? "true" : undefined}
                title={
                  kind.saving_monthly > kind.counted_saving_monthly
                    ? `${formatMoney(kind.saving_monthly)} by themselves; in the total each WorkSpace counts once.`
                    : undefined
                }
                className={cn(
                  "flex min-w-32 flex-col justify-center rounded-md border px-2.5 focus-visible:-outline-offset-2",
                  on ? "border-accent bg-accent-soft" : "border-line hover:border-line-strong hover:bg-hover",
                )}
              >
                <span className="flex items-baseline justify-between gap-3 text-xs whitespace-nowrap text-muted">
                  {kind.label} <span className="tnum">{formatNumber(kind.count)}</span>
                </span>
                <span className="text-sm font-semibold tnum">
                  {saves
                    ? kind.counted_saving_monthly > 0
                      ? formatMoney(kind.counted_saving_monthly, "dollars")
                      : kind.unknown > 0
                        ? "unknown"
                        : "not about cost"
                    : `costs ${formatMoney(kind.cost_monthly, "dollars")}`}
                </span>
              </Link>
            </li>
          );
        })}
        {told && !kinds.length && (
          <li className="flex items-center text-sm text-muted">
            {search ? "None to do among those that match." : "Nothing to do."}
          </li>
        )}
      </ul>
    </div>
  );
}
