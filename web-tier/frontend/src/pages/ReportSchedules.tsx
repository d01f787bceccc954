import { useQuery } from "@tanstack/react-query";
import { CalendarClock, CircleX, Plus } from "lucide-react";
import { lazy, useState } from "react";
import { asApiError } from "@/api/problem";
import type { ReportSchedule } from "@/api/types";
import { RowActions } from "@/components/admin/RowActions";
import { kindText } from "@/components/reports/kinds";
import { ReportTabs } from "@/components/reports/ReportTabs";
import { Button } from "@/components/ui/Button";
import { Card } from "@/components/ui/Card";
import { ConfirmDialog } from "@/components/ui/ConfirmDialog";
import { DataTable, type Column } from "@/components/ui/DataTable";
import { Dialog } from "@/components/ui/Dialog";
import { DialogPart } from "@/components/ui/DialogPart";
import { Empty } from "@/components/ui/Empty";
import { Failure } from "@/components/ui/Failure";
import { Page } from "@/components/ui/Page";
import { RelativeTime } from "@/components/ui/RelativeTime";
import { formatCount, formatTime } from "@/lib/format";
import { toasts } from "@/lib/toasts";
import { useParam } from "@/lib/useParam";
import {
  reportSchedules,
  useRemoveReportSchedule,
  useRunReportSchedule,
  useSaveReportSchedule,
} from "@/services/reportSchedules";

const ReportScheduleForm = lazy(async () => ({
  default: (await import("@/components/reports/ReportScheduleForm")).ReportScheduleForm,
}));

const columns: Column<ReportSchedule>[] = [
  {
    label: "Schedule",
    cell: (schedule) => (
      <>
        <bdi className="block truncate font-medium" title={schedule.name}>
          {schedule.name}
        </bdi>
        <span className="block truncate text-xs text-muted">
          {kindText(String(schedule.report.report_type))},{" "}
          {schedule.report.format === "xlsx" ? "Excel" : "CSV"}, of <bdi>{schedule.owner}</bdi>
        </span>
      </>
    ),
  },
  {
    label: "When",
    cell: (schedule) => (
      <>
        <span className="block truncate" title={schedule.cron}>
          {schedule.cron_in_words}
        </span>
        <span className="block truncate text-xs text-muted">{schedule.time_zone}</span>
      </>
    ),
  },
  {
    label: "Goes to",
    cell: ({ email_to, email_users }) => {
      const count = email_to.length + email_users.length;
      return count ? (
        <span title={email_to.join(", ")}>{formatCount(count, "recipient")}</span>
      ) : (
        <span className="text-muted">the list of files</span>
      );
    },
  },
  {
    label: "Next run",
    cell: (schedule) =>
      schedule.is_enabled ? (
        <span title={schedule.upcoming.map((each) => formatTime(each)).join("\n")}>
          <RelativeTime value={schedule.next_run_at} none="never again" />
        </span>
      ) : (
        <span className="text-muted">Paused</span>
      ),
  },
  {
    label: "Last run",
    cell: (schedule) => (
      <>
        <RelativeTime value={schedule.last_run_at} none="never" />
        {schedule.last_error && (
          <span className="flex items-start gap-1 text-xs text-danger">
            <CircleX aria-hidden className="mt-px size-3.5 shrink-0" />
            <span className="line-clamp-2 [overflow-wrap:anywhere]" title={schedule.last_error}>
              {schedule.last_error}
            </span>
          </span>
        )}
        {schedule.missed_runs > 0 && (
          <span className="block text-xs text-warn">{formatCount(schedule.missed_runs, "run")} missed</span>
        )}
      </>
    ),
  },
];

export function ReportSchedules() {
  const list = useQuery(reportSchedules);
  const [asked, setAsked] = useParam("edit");
  const [removing, setRemoving] = useState<ReportSchedule | null>(null);
  const save = useSaveReportSchedule();
  const remove = useRemoveReportSchedule();
  const run = useRunReportSchedule();
  const editing = list.data?.find((each) => String(each.id) === asked) ?? null;
  const close = () => setAsked(null, "replace");
  const onError = (error: Error) => toasts.show(asApiError(error).message, "danger");
  const actions: Column<ReportSchedule> = {
    label: "Actions",
    quiet: true,
    right: true,
    cell: (schedule) => (
      <span className="flex items-center justify-end gap-1">
        <Button
          size="sm"
          busy={run.isPending && run.variables === schedule.id}
          onClick={() =>
            run.mutate(schedule.id, {
              onSuccess: () => toasts.show("The report is being written; its progress is under Files."),
              onError,
            })
          }
        >
          Run now<span className="sr-only">: {schedule.name}</span>
        </Button>
        <RowActions
          label={`Actions for ${schedule.name}`}
          actions={[
            { label: "Edit", onSelect: () => setAsked(String(schedule.id)) },
            {
              label: schedule.is_enabled ? "Pause" : "Resume",
              onSelect: () =>
                save.mutate(
                  { id: schedule.id, is_enabled: !schedule.is_enabled },
                  {
                    onSuccess: () =>
                      toasts.show(`${schedule.name} is ${schedule.is_enabled ? "paused" : "on"}.`),
                    onError,
                  },
                ),
            },
            { label: "Remove", danger: true, onSelect: () => setRemoving(schedule) },
          ]}
        />
      </span>
    ),
  };
  const add = (
    <Button look="primary" onClick={() => setAsked("new")}>
      <Plus aria-hidden className="size-3.5" /> Add schedule
    </Button>
  );
  return (
    <Page
      title="Reports"
      description="Reports that are made again and again, and sent to people."
      actions={add}
    >
      <ReportTabs />
      {list.isError && !list.data ? (
        <Failure
          what="load the schedules"
          error={list.error}
          onRetry={() => void list.refetch()}
          retrying={list.isFetching}
        />
      ) : list.data?.length === 0 ? (
        <Card>
          <Empty icon={CalendarClock} title="No schedule yet" action={add}>
            Have a report made every morning, week or month, and sent to those who wait for it.
          </Empty>
        </Card>
      ) : (
        <DataTable
          label="Report schedules"
          columns={[...columns, actions]}
          rows={list.data}
          rowKey={(schedule) => schedule.id}
          minWidth="58rem"
        />
      )}
      <Dialog
        open={asked === "new" || editing !== null}
        onOpenChange={(open) => !open && close()}
        title={editing ? `Edit ${editing.name}` : "Add a report schedule"}
      >
        <DialogPart className="h-140">
          <ReportScheduleForm key={asked} schedule={editing} onDone={close} />
        </DialogPart>
      </Dialog>
      <ConfirmDialog
        open={removing !== null}
        onOpenChange={(open) => {
          if (!open) {
            setRemoving(null);
            remove.reset();
          }
        }}
        title={`Remove ${removing?.name ?? ""}?`}
        action="Remove"
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => {
          if (removing) remove.mutate(removing.id, { onSuccess: () => setRemoving(null) });
        }}
      >
        It makes no more reports. Those that it made stay.
      </ConfirmDialog>
    </Page>
  );
}
