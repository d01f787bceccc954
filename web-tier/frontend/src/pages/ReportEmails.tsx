import { useInfiniteQuery } from "@tanstack/react-query";
import { Mail } from "lucide-react";
import { asApiError } from "@/api/problem";
import type { Delivery } from "@/api/types";
import { ReportTabs } from "@/components/reports/ReportTabs";
import { Button } from "@/components/ui/Button";
import { Card } from "@/components/ui/Card";
import { DataTable, type Column } from "@/components/ui/DataTable";
import { Empty } from "@/components/ui/Empty";
import { Failure } from "@/components/ui/Failure";
import { Page } from "@/components/ui/Page";
import { RelativeTime } from "@/components/ui/RelativeTime";
import { SegmentedControl } from "@/components/ui/SegmentedControl";
import { Status } from "@/components/ui/Status";
import { formatNumber } from "@/lib/format";
import { toasts } from "@/lib/toasts";
import { useParam } from "@/lib/useParam";
import { deliveryLog, useRetryDelivery } from "@/services/reportSchedules";

const STATES = [
  { value: "all", label: "All" },
  { value: "waiting", label: "Waiting" },
  { value: "sent", label: "Sent" },
  { value: "failed", label: "Failed" },
] as const;

const columns: Column<Delivery>[] = [
  { label: "To", cell: (mail) => <bdi className="block truncate font-medium">{mail.recipient}</bdi> },
  {
    label: "Report",
    cell: (mail) => (mail.report_id === null ? "not there any more" : `Report ${mail.report_id}`),
  },
  {
    label: "State",
    className: "min-w-60",
    cell: (mail) => (
      <>
        <Status family="delivery" value={mail.status} />
        {mail.error && (
          <span
            className={`mt-0.5 line-clamp-2 text-xs [overflow-wrap:anywhere] ${mail.status === "failed" ? "text-danger" : "text-muted"}`}
            title={mail.error}
          >
            {mail.error}
          </span>
        )}
      </>
    ),
  },
  {
    label: "How",
    cell: (mail) => (mail.form === null ? "–" : mail.form === "attachment" ? "Attached" : "As a link"),
  },
  { label: "Attempts", right: true, cell: (mail) => formatNumber(mail.attempts) },
  { label: "Asked", cell: (mail) => <RelativeTime value={mail.created_at} /> },
  {
    label: "Sent, or tried next",
    cell: (mail) => <RelativeTime value={mail.sent_at ?? mail.next_attempt_at} none="–" />,
  },
];

export function ReportEmails() {
  const [asked, setAsked] = useParam("status");
  const status = STATES.find((each) => each.value === asked)?.value ?? "all";
  const log = useInfiniteQuery({
    ...deliveryLog(status === "all" ? null : status),
    refetchInterval: (query) =>
      query.state.data?.pages.some((page) => page.items.some((mail) => mail.status === "waiting"))
        ? 5_000
        : false,
  });
  const retry = useRetryDelivery();
  const rows = log.data?.pages.flatMap((page) => page.items);
  const actions: Column<Delivery> = {
    label: "Actions",
    quiet: true,
    right: true,
    cell: (mail) =>
      mail.status === "failed" && (
        <Button
          size="sm"
          busy={retry.isPending && retry.variables === mail.id}
          onClick={() =>
            retry.mutate(mail.id, {
              onError: (error) => toasts.show(asApiError(error).message, "danger"),
            })
          }
        >
          Send again<span className="sr-only"> to {mail.recipient}</span>
        </Button>
      ),
  };
  return (
    <Page title="Reports" description="To whom reports were sent, and what came of it. Kept for 90 days.">
      <ReportTabs />
      <div>
        <SegmentedControl
          label="Which e-mails"
          value={status}
          options={[...STATES]}
          onChange={(next) => setAsked(next === "all" ? null : next)}
        />
      </div>
      {log.isError && !rows ? (
        <Failure
          what="load the e-mails"
          error={log.error}
          onRetry={() => void log.refetch()}
          retrying={log.isFetching}
        />
      ) : rows?.length === 0 ? (
        <Card>
          <Empty icon={Mail} title={status === "all" ? "No e-mail yet" : "No e-mail in this state"}>
            A report is sent when it is asked for with an address, by a schedule, or from its actions in the
            list of files.
          </Empty>
        </Card>
      ) : (
        <DataTable
          label="E-mails"
          columns={[...columns, actions]}
          rows={rows}
          rowKey={(mail) => mail.id}
          minWidth="60rem"
        />
      )}
      {log.hasNextPage && (
        <Button
          className="self-center"
          busy={log.isFetchingNextPage}
          onClick={() => void log.fetchNextPage()}
        >
          Show earlier e-mails
        </Button>
      )}
    </Page>
  );
}
