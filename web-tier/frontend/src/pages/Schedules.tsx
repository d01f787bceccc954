import { collectorText } from "@/services/collectors";
import { useQuery } from "@tanstack/react-query";
import { CalendarClock, CirclePause, CirclePlay, Plus } from "lucide-react";
import { lazy, useState } from "react";
import { asApiError } from "@/api/problem";
import type { Schedule } from "@/api/types";
import { RowActions } from "@/components/admin/RowActions";
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
import { formatCount, formatDuration } from "@/lib/format";
import { toasts } from "@/lib/toasts";
import { scheduleList, useRemoveSchedule, useSaveSchedule } from "@/services/schedules";

const ScheduleForm = lazy(async () => ({
  default: (await import("@/components/admin/ScheduleForm")).ScheduleForm,
}));

function scopeText(schedule: Schedule): string {
  return [
    schedule.account_ids ? formatCount(schedule.account_ids.length, "account") : "all accounts",
    schedule.regions ? schedule.regions.join(", ") : "all Regions",
  ].join(" · ");
}

const columns: Column<Schedule>[] = [
  {
    label: "Schedule",
    cell: (schedule) => <bdi className="block truncate font-medium">{schedule.name}</bdi>,
  },
  { label: "Every", cell: (schedule) => formatDuration(schedule.interval_minutes * 60_000) },
  {
    label: "Reads",
    cell: (schedule) => (
      <>
        <span className="block truncate">
          {schedule.collectors?.map(collectorText).join(", ") ?? "Everything"}
        </span>
        <span className="block truncate text-xs text-muted">{scopeText(schedule)}</span>
      </>
    ),
  },
  {
    label: "State",
    cell: (schedule) => (
      <span className="inline-flex items-center gap-1.5">
        {schedule.is_enabled ? (
          <CirclePlay aria-hidden className="size-3.5 text-ok" />
        ) : (
          <CirclePause aria-hidden className="size-3.5 text-muted" />
        )}
        {schedule.is_enabled ? "On" : "Paused"}
      </span>
    ),
  },
  { label: "Last run", cell: (schedule) => <RelativeTime value={schedule.last_run_at} none="never" /> },
  {
    label: "Next run",
    cell: (schedule) =>
      schedule.is_enabled ? (
        <RelativeTime value={schedule.next_run_at} none="soon" />
      ) : (
        <span className="text-muted">–</span>
      ),
  },
];

export function Schedules() {
  const list = useQuery(scheduleList);
  const [editing, setEditing] = useState<Schedule | "new" | null>(null);
  const [removing, setRemoving] = useState<Schedule | null>(null);
  const save = useSaveSchedule();
  const remove = useRemoveSchedule();
  const setEnabled = (
    { id, name, collectors, account_ids, regions, interval_minutes }: Schedule,
    on: boolean,
  ) =>
    save.mutate(
      { id, name, collectors, account_ids, regions, interval_minutes, is_enabled: on },
      {
        onSuccess: () => toasts.show(`${name} is ${on ? "on" : "paused"}.`),
        onError: (error) => toasts.show(asApiError(error).message, "danger"),
      },
    );
  const actions: Column<Schedule> = {
    label: "Actions",
    quiet: true,
    right: true,
    cell: (schedule) => (
      <RowActions
        label={`Actions for ${schedule.name}`}
        actions={[
          { label: "Edit", onSelect: () => setEditing(schedule) },
          {
            label: schedule.is_enabled ? "Pause" : "Resume",
            onSelect: () => setEnabled(schedule, !schedule.is_enabled),
          },
          { label: "Remove", danger: true, onSelect: () => setRemoving(schedule) },
        ]}
      />
    ),
  };
  const add = (
    <Button look="primary" onClick={() => setEditing("new")}>
      <Plus aria-hidden className="size-3.5" /> Add schedule
    </Button>
  );
  return (
    <Page title="Schedules" description="When syncs run by themselves. Changes hold at once." actions={add}>
      {list.isError && !list.data ? (
        <Failure
          what="load the schedules"
          error={list.error}
          onRetry={() => void list.refetch()}
          retrying={list.isFetching}
        />
      ) : list.data?.items.length === 0 ? (
        <Card>
          <Empty icon={CalendarClock} title="No schedule yet" action={add}>
            Without one, data is read only when somebody starts a sync.
          </Empty>
        </Card>
      ) : (
        <DataTable
          label="Schedules"
          columns={[...columns, actions]}
          rows={list.data?.items}
          rowKey={(schedule) => schedule.id}
        />
      )}
      <Dialog
        open={editing !== null}
        onOpenChange={(open) => !open && setEditing(null)}
        title={editing === "new" ? "Add a schedule" : `Edit ${editing?.name ?? ""}`}
      >
        {editing && (
          <DialogPart className="h-110">
            <ScheduleForm schedule={editing === "new" ? null : editing} onDone={() => setEditing(null)} />
          </DialogPart>
        )}
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
        Syncs of this schedule no longer start. Data that was read stays.
      </ConfirmDialog>
    </Page>
  );
}
