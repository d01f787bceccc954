import { useState } from "react";
import { Link } from "react-router-dom";
import type { Field, Statement } from "@/api/types";
import { Button } from "@/components/ui/Button";
import { DataTable, type Column } from "@/components/ui/DataTable";
import { cn } from "@/lib/cn";
import { formatCount, formatMoney, formatNumber } from "@/lib/format";
import { CHARGES } from "@/services/costs";
import { fieldText } from "@/services/fieldText";
import { linesPath } from "@/services/lineSources";

type Item = Statement["items"][number];
const STEP = 50;

interface Props {
  told: Statement | undefined;
  field: Field | undefined;
}

/** Who pays how much, with what is on nobody, down to the cent. */
export function StatementTable({ told, field }: Props) {
  const [shown, setShown] = useState(STEP);
  const items = told?.items;
  const kinds = CHARGES.filter(({ key }) => items?.some((item) => item.kinds[key]));
  const largest = Math.max(0, ...(items ?? []).map((item) => item.cost));
  const columns: Column<Item>[] = [
    {
      label: told?.label ?? "Value",
      cell: (item) =>
        told && (
          <Link
            to={linesPath("costs", told.month, told.group_by, item.value)}
            title="The charges as they are known now"
            className={cn(
              "block max-w-60 truncate rounded-sm font-medium hover:text-accent-ink hover:underline",
              item.value === null && "text-muted",
            )}
          >
            <bdi>{item.value === null ? "Not allocated" : fieldText(field, item.value)}</bdi>
          </Link>
        ),
    },
    {
      label: "Share",
      cell: (item) => (
        <span className="flex items-center gap-2">
          <span aria-hidden className="h-2 w-24 overflow-hidden rounded-[3px] bg-sunken">
            <span
              className={cn(
                "block h-full min-w-0.5 rounded-[3px]",
                item.value === null ? "hatched border border-control" : "bg-chart-1",
              )}
              style={{ width: `${largest > 0 ? (item.cost / largest) * 100 : 0}%` }}
            />
          </span>
          <span className="text-xs text-muted tnum">
            {item.share_percent === null ? "–" : `${formatNumber(item.share_percent)}%`}
          </span>
        </span>
      ),
    },
    { label: "WorkSpaces", right: true, cell: (item) => formatNumber(item.workspaces) },
    {
      label: "Unknown",
      right: true,
      cell: (item) => (item.unknown ? formatNumber(item.unknown) : <span className="text-faint">–</span>),
    },
    ...kinds.map(({ key, label }): Column<Item> => ({
      label,
      right: true,
      cell: (item) =>
        item.kinds[key] === undefined ? <span className="text-faint">–</span> : formatMoney(item.kinds[key]),
    })),
    {
      label: "Cost",
      right: true,
      cell: (item) => <span className="font-medium">{formatMoney(item.cost)}</span>,
    },
  ];
  const left = (items?.length ?? 0) - shown;
  return (
    <>
      <DataTable
        label="Statement"
        columns={columns}
        rows={items?.slice(0, shown)}
        rowKey={(item) => item.value ?? "\u0000"}
        expected={8}
        minWidth="60rem"
      />
      {left > 0 && (
        <Button look="quiet" className="self-center" onClick={() => setShown(shown + STEP * 10)}>
          Show {formatCount(Math.min(left, STEP * 10), "more", "more")}
        </Button>
      )}
    </>
  );
}
