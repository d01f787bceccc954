import { useQuery } from "@tanstack/react-query";
import type { CostExplanation } from "@/api/types";
import { Card } from "@/components/ui/Card";
import { Failure } from "@/components/ui/Failure";
import { Origin } from "@/components/ui/Origin";
import { Skeleton } from "@/components/ui/Skeleton";
import { formatMoney, formatMonth, formatTime, humanize, UNKNOWN } from "@/lib/format";
import { costExplanation } from "@/services/costs";

function Assumptions({ list }: { list: string[] }) {
  if (!list.length) return null;
  return (
    <ul className="mt-1 text-xs text-muted">
      {list.map((each) => (
        <li key={each} className="before:mr-1.5 before:content-['•']">
          {each}
        </li>
      ))}
    </ul>
  );
}

function Settings({ settings }: { settings: CostExplanation["settings"] }) {
  return (
    <ol className="flex flex-col gap-2">
      {settings.map((each) => (
        <li key={each.begins_at} className="text-sm">
          <span className="text-muted">From {formatTime(each.begins_at)}: </span>
          {each.running_mode ? humanize(each.running_mode) : `running mode ${UNKNOWN}`},{" "}
          {each.compute_type ? humanize(each.compute_type) : `size ${UNKNOWN}`},{" "}
          {each.root_volume_size_gib ?? UNKNOWN} + {each.user_volume_size_gib ?? UNKNOWN} GiB
          <Assumptions list={each.assumptions} />
        </li>
      ))}
    </ol>
  );
}

/** "Explain this number": the same steps that made it, in words, with prices, coverage and what was assumed. */
export function Explanation({ id, month }: { id: string; month: string }) {
  const answer = useQuery(costExplanation(id, month));
  const told = answer.data;
  return (
    <Card
      title={`How ${formatMonth(month)} comes about`}
      hint={<Origin kind="modelled" />}
      action={
        answer.isPending ? (
          <Skeleton className="h-6 w-16" />
        ) : (
          told && <span className="text-base font-semibold tnum">{formatMoney(told.modelled_cost)}</span>
        )
      }
    >
      <div className="flow-root min-h-48">
        {answer.isPending &&
          Array.from({ length: 4 }, (_, at) => <Skeleton key={at} className="my-3 h-4 last:w-1/2" />)}
        {answer.isError && (
          <Failure
            what="explain this cost"
            error={answer.error}
            onRetry={() => void answer.refetch()}
            retrying={answer.isFetching}
          />
        )}
        {told && (
          <div className="grid gap-x-8 gap-y-5 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
            <section>
              <h3 className="mb-2 text-xs font-medium text-faint">Step by step</h3>
              {told.note && <p className="text-sm">{told.note}</p>}
              <ol className="flex flex-col gap-2.5">
                {told.steps.map((step, at) => (
                  <li
                    key={`${step.usage_type} ${step.begins_at} ${at}`}
                    className="grid grid-cols-[1.25rem_1fr] text-sm"
                  >
                    <span aria-hidden className="text-faint tnum">
                      {at + 1}
                    </span>
                    <span className="min-w-0 [overflow-wrap:anywhere]">
                      {step.text}
                      <Assumptions
                        list={[...(step.price_note ? [humanize(step.price_note)] : []), ...step.assumptions]}
                      />
                    </span>
                  </li>
                ))}
              </ol>
              {told.steps.length > 0 && (
                <p className="mt-3 border-t border-line pt-2 text-sm font-medium tnum">{told.summary}</p>
              )}
            </section>
            <section>
              <h3 className="mb-2 text-xs font-medium text-faint">Settings that held</h3>
              <Settings settings={told.settings} />
            </section>
          </div>
        )}
      </div>
    </Card>
  );
}
