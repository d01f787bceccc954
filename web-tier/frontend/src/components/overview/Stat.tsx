import type { ReactNode } from "react";
import { Link } from "react-router-dom";
import { Skeleton } from "@/components/ui/Skeleton";
import { formatNumber } from "@/lib/format";

interface Props {
  label: string;
  value: number | null | undefined;
  /** How the number is written, where it has a unit. */
  text?: string;
  loading: boolean;
  note?: ReactNode;
  to: string;
}

/** One number; pressing it shows the rows behind it. */
export function Stat({ label, value, text, loading, note, to }: Props) {
  return (
    <Link
      to={to}
      className="group flex min-w-0 flex-col gap-1 bg-surface px-4 py-3.5 hover:bg-hover focus-visible:z-10 focus-visible:-outline-offset-2"
    >
      <span className="flex-1 text-xs font-medium text-muted">{label}</span>
      {loading ? (
        <Skeleton className="my-1 h-6 w-20" />
      ) : (
        <span className="text-2xl font-semibold tracking-tight tnum">{text ?? formatNumber(value)}</span>
      )}
      <span className="min-h-8 text-xs text-faint">{note}</span>
    </Link>
  );
}
