import { useQuery } from "@tanstack/react-query";
import { MonitorOff } from "lucide-react";
import type { Session } from "@/api/types";
import { Button } from "@/components/ui/Button";
import { Card } from "@/components/ui/Card";
import { DataTable, type Column } from "@/components/ui/DataTable";
import { Empty } from "@/components/ui/Empty";
import { Failure } from "@/components/ui/Failure";
import { Moment } from "@/components/ui/Moment";
import { RelativeTime } from "@/components/ui/RelativeTime";
import { formatCount, formatHours } from "@/lib/format";
import { workspaceSessions } from "@/services/usage";

const unmeasured = (words: string) => <span className="text-xs text-faint"> {words}</span>;

const columns: Column<Session>[] = [
  {
    label: "Began",
    cell: (session) => (
      <>
        <Moment value={session.started_at} />
        {!session.start_known && unmeasured("or before: not measured")}
      </>
    ),
  },
  {
    label: "Ended",
    cell: (session) => (
      <>
        <Moment value={session.ended_at} />
        {!session.end_known && unmeasured("or after: not measured")}
      </>
    ),
  },
  { label: "When", cell: (session) => <RelativeTime value={session.started_at} className="text-muted" /> },
  { label: "Hours", right: true, cell: (session) => formatHours(session.hours) },
];

interface Props {
  id: string;
  from: string;
  to: string;
  /** "in November 2026". */
  words: string;
  /** Back to the latest ones; not there while they are shown. */
  onReset?: (() => void) | undefined;
}

/** When a user was connected, in whole hours: CloudWatch tells of no shorter time. */
export function SessionList({ id, from, to, words, onReset }: Props) {
  const answer = useQuery(workspaceSessions(id, from, to));
  return (
    <section className="flex flex-col gap-2">
      <header className="flex min-h-8 flex-wrap items-center gap-x-2">
        <h2 className="text-sm font-semibold">Sessions {words}</h2>
        <span className="text-xs text-faint">
          {answer.data ? `${formatCount(answer.data.length, "session")}, whole hours` : ""}
        </span>
        {onReset && (
          <Button size="sm" look="quiet" className="ml-auto" onClick={onReset}>
            Show the last 31 days
          </Button>
        )}
      </header>
      {answer.isError && !answer.data ? (
        <Card>
          <Failure
            what="load the sessions"
            error={answer.error}
            onRetry={() => void answer.refetch()}
            retrying={answer.isFetching}
          />
        </Card>
      ) : answer.data?.length === 0 ? (
        <Card>
          <Empty icon={MonitorOff} title={`No session ${words}`}>
            Nobody was connected in the hours that were measured.
          </Empty>
        </Card>
      ) : (
        <DataTable
          label="Sessions"
          columns={columns}
          rows={answer.data}
          rowKey={(session) => session.started_at}
          expected={8}
          minWidth="40rem"
        />
      )}
    </section>
  );
}
