import { BarChart3, Table2 } from "lucide-react";
import type { ReactNode } from "react";
import { Card } from "@/components/ui/Card";
import { Failure } from "@/components/ui/Failure";
import { IconButton } from "@/components/ui/IconButton";
import { Skeleton } from "@/components/ui/Skeleton";
import { cn } from "@/lib/cn";
import { useParam } from "@/lib/useParam";
import { ChartTable, type ChartColumn } from "./ChartTable";

/** What a chart needs of the query that it shows. */
export interface Answer {
  isPending: boolean;
  isError: boolean;
  error: unknown;
  isFetching: boolean;
  refetch: () => unknown;
}

/** Around the chart, above and below it, in pixels: a table fills it. */
const PADDING = 32;

interface Props<T> {
  /** Its name in the address. */
  id: string;
  title: string;
  hint?: ReactNode;
  action?: ReactNode;
  /** What is loaded: "load the hours". */
  what: string;
  answer: Answer;
  /** Shown in place of the chart where there is nothing. */
  empty: ReactNode;
  isEmpty: boolean;
  /** Room for the chart, in pixels: the same in all its faces. */
  height: number;
  columns: ChartColumn<T>[];
  rows: T[];
  rowKey: (row: T) => string;
  className?: string;
  children: ReactNode;
}

/** A chart with its four faces, and the same numbers as a table for who rather reads. */
export function ChartCard<T>(props: Props<T>) {
  const { id, title, hint, action, what, answer, isEmpty, height, children } = props;
  const [tables, setTables] = useParam("table");
  const open = (tables ?? "").split(",").filter(Boolean);
  const asTable = open.includes(id);
  const flip = () => {
    const next = asTable ? open.filter((each) => each !== id) : [...open, id];
    setTables(next.join(",") || null, "replace");
  };
  const ready = !answer.isPending && !answer.isError && !isEmpty;
  return (
    <Card
      title={title}
      hint={hint}
      className={props.className ?? ""}
      bodyClassName={cn(asTable && ready && "p-0")}
      action={
        <span className="flex items-center gap-1">
          {action}
          <IconButton
            size="icon-sm"
            label={asTable ? `${title} as a chart` : `${title} as a table`}
            disabled={!ready}
            onClick={flip}
          >
            {asTable ? (
              <BarChart3 aria-hidden className="size-4" />
            ) : (
              <Table2 aria-hidden className="size-4" />
            )}
          </IconButton>
        </span>
      }
    >
      <div
        style={{ minHeight: asTable && ready ? height + PADDING : height }}
        className={cn(!ready && "flex flex-col justify-center")}
      >
        {answer.isPending ? (
          <Skeleton className="w-full flex-1 rounded-md" />
        ) : answer.isError ? (
          <Failure
            what={what}
            error={answer.error}
            onRetry={() => void answer.refetch()}
            retrying={answer.isFetching}
          />
        ) : isEmpty ? (
          props.empty
        ) : asTable ? (
          <ChartTable
            height={height + PADDING}
            label={title}
            columns={props.columns}
            rows={props.rows}
            rowKey={props.rowKey}
          />
        ) : (
          children
        )}
      </div>
    </Card>
  );
}
