import { useQuery } from "@tanstack/react-query";
import { CircleDollarSign, FileSpreadsheet, Lock } from "lucide-react";
import { lazy, useState } from "react";
import { useLocation, useNavigate } from "react-router-dom";
import { asApiError } from "@/api/problem";
import { LockList } from "@/components/chargeback/LockList";
import { StatementTable } from "@/components/chargeback/StatementTable";
import { DimensionPicker } from "@/components/charts/DimensionPicker";
import { CostTabs } from "@/components/costs/CostTabs";
import { Select } from "@/components/forms/Select";
import { Button } from "@/components/ui/Button";
import { Card } from "@/components/ui/Card";
import { Dialog } from "@/components/ui/Dialog";
import { DialogPart } from "@/components/ui/DialogPart";
import { Empty } from "@/components/ui/Empty";
import { Failure } from "@/components/ui/Failure";
import { Figures } from "@/components/ui/Figures";
import { Moment } from "@/components/ui/Moment";
import { Notice } from "@/components/ui/Notice";
import { Origin } from "@/components/ui/Origin";
import { Page } from "@/components/ui/Page";
import { SegmentedControl } from "@/components/ui/SegmentedControl";
import { addMonths, isMonth, monthOf, monthsBetween } from "@/lib/calendar";
import { useNow } from "@/lib/clock";
import { formatCount, formatMoney, formatMonth, formatNumber, UNKNOWN } from "@/lib/format";
import { toasts } from "@/lib/toasts";
import { useParam, withParam } from "@/lib/useParam";
import { useCan } from "@/services/auth";
import { catalog, findDataset, findField } from "@/services/catalog";
import { locks, statement, useDownloadStatement, type Source } from "@/services/chargeback";
import { isDimension } from "@/services/dimensions";

const LockForm = lazy(async () => ({
  default: (await import("@/components/chargeback/LockForm")).LockForm,
}));
const MONTHS = 25;
const SOURCES: { value: Source; label: string }[] = [
  { value: "modelled", label: "Modelled" },
  { value: "billed", label: "Billed" },
];

/** Of a locked month: which of its versions; anything else is its newest. */
function versionOf(text: string | null): number | "live" | null {
  if (text === "live") return "live";
  return text !== null && /^[1-9]\d{0,3}$/.test(text) ? Number(text) : null;
}

export function Chargeback() {
  const { search } = useLocation();
  const present = monthOf(useNow());
  const navigate = useNavigate();
  const [asked] = useParam("month");
  const [by, setBy] = useParam("by");
  const [from] = useParam("source");
  const [chosen, setVersion] = useParam("version");
  const [locking, setLocking] = useState(false);
  const mayLock = useCan("admin");
  const month = isMonth(asked) ? asked : addMonths(present, -1);
  const source: Source = from === "billed" ? "billed" : "modelled";
  const wanted = { month, by: isDimension(by) ? by : "account_name", source, version: versionOf(chosen) };
  const answer = useQuery(statement(wanted));
  const kept = useQuery(locks);
  const all = useQuery(catalog).data;
  const file = useDownloadStatement();
  const told = answer.data;
  const dataset = all ? findDataset(all, "costs") : undefined;
  const versions = kept.data?.filter((lock) => lock.month === month && lock.source === source) ?? [];
  const newest = versions[0]?.version ?? null;
  const money = (value: number | null | undefined) =>
    told ? (value == null ? UNKNOWN : formatMoney(value)) : undefined;
  const months = monthsBetween(addMonths(present, 1 - MONTHS), present).reverse();
  const versionOptions = [
    { value: "", label: newest === null ? "As it is known now" : `Version ${newest} (the newest)` },
    ...versions.slice(1).map((lock) => ({ value: String(lock.version), label: `Version ${lock.version}` })),
    ...(newest === null ? [] : [{ value: "live", label: "As it is known now" }]),
  ];
  // A version is one of a month and a source: with another of these the newest is meant again.
  const choose = (name: "month" | "source", value: string | null) =>
    navigate({ search: withParam(withParam(search, name, value), "version", null) });
  const get = () =>
    file.mutate(wanted, {
      onSuccess: (name) => toasts.show(`${name} is downloaded.`),
      onError: (error) => toasts.show(asApiError(error).message, "danger"),
    });
  return (
    <Page
      title="Chargeback"
      description="What a month costs, by who pays for it."
      actions={
        <>
          <Button onClick={get} busy={file.isPending} disabled={!told || file.isPending}>
            <FileSpreadsheet aria-hidden className="size-3.5" /> Excel statement
          </Button>
          {mayLock && month < present && (
            <Button onClick={() => setLocking(true)}>
              <Lock aria-hidden className="size-3.5" /> {newest === null ? "Lock the month" : "Lock again"}
            </Button>
          )}
        </>
      }
    >
      <CostTabs />
      <div className="flex flex-wrap items-center gap-2">
        <Select
          aria-label="Month"
          className="h-7 w-44 text-xs"
          value={month}
          options={(months.includes(month) ? months : [month, ...months]).map((value) => ({
            value,
            label: formatMonth(value),
          }))}
          onChange={(event) => choose("month", event.target.value)}
        />
        <DimensionPicker value={wanted.by} onChange={setBy} />
        <SegmentedControl
          label="Costs"
          value={source}
          options={SOURCES}
          onChange={(value) => choose("source", value === "modelled" ? null : value)}
        />
        <Select
          aria-label="Version"
          className="h-7 w-52 text-xs"
          value={chosen ?? ""}
          options={versionOptions}
          onChange={(event) => setVersion(event.target.value || null)}
        />
      </div>
      <div className="flex min-h-9 flex-col justify-center">
        {told && told.version !== null ? (
          <Notice tone="ok">
            Locked as version {told.version} <Moment value={told.locked_at} />
            {told.locked_by && ` by ${told.locked_by}`}
            {told.reason && `: ${told.reason}`}
          </Notice>
        ) : (
          <Notice tone="neutral">
            {month < present
              ? "Not locked: as the data is known now. It may still change."
              : "The month is not over: it cannot be locked yet."}
          </Notice>
        )}
      </div>
      <Figures
        label="Statement in short"
        figures={[
          {
            label: `${formatMonth(month)} in all`,
            value: money(told?.total_cost),
            note: (
              <>
                <Origin kind={source} /> {told && formatCount(told.workspaces, "WorkSpace")}
                {told && told.unknown > 0 && `, ${formatNumber(told.unknown)} with unknown charges`}
              </>
            ),
            to: `/costs/lines?${new URLSearchParams({ month: `${month}-01`, source }).toString()}`,
          },
          {
            label: "Not allocated",
            value: money(told?.unallocated_cost),
            note:
              told?.unallocated_percent == null
                ? ""
                : `${formatNumber(told.unallocated_percent)}% has no ${told.label.toLowerCase()}`,
          },
          { label: "On the bill", value: money(told?.billed_cost), note: <Origin kind="billed" /> },
          {
            label: "On the bill, on no WorkSpace",
            value: money(told?.not_attributed),
            note: "the bill less this statement",
          },
        ]}
      />
      {answer.isError && !told ? (
        <Card>
          <Failure
            what="state the month"
            error={answer.error}
            onRetry={() => void answer.refetch()}
            retrying={answer.isFetching}
          />
        </Card>
      ) : told?.items.length === 0 ? (
        <Card>
          <Empty icon={CircleDollarSign} title={`No ${source} cost of ${formatMonth(month)} is known`}>
            {source === "billed"
              ? "Billed costs of WorkSpaces come from an imported Cost and Usage Report."
              : "Nothing was charged, or no sync had read the month’s prices and hours."}
          </Empty>
        </Card>
      ) : (
        <StatementTable told={told} field={dataset ? findField(dataset, wanted.by) : undefined} />
      )}
      <div className="grid items-start gap-4 xl:grid-cols-2">
        <Card title="What it rests on">
          <ul className="flex min-h-24 list-disc flex-col gap-1 pl-4 text-sm text-muted">
            {told?.assumptions.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </Card>
        <LockList
          items={kept.data ?? []}
          to={(lock) =>
            withParam(
              withParam(withParam(search, "month", lock.month), "version", String(lock.version)),
              "source",
              lock.source === "billed" ? "billed" : null,
            )
          }
        />
      </div>
      <Dialog open={locking} onOpenChange={setLocking} title={`Lock ${formatMonth(month)}`}>
        <DialogPart className="h-64">
          <LockForm month={month} source={source} locked={newest} onDone={() => setLocking(false)} />
        </DialogPart>
      </Dialog>
    </Page>
  );
}
