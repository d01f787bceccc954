import { Link } from "react-router-dom";
import type { ChargebackLock } from "@/api/types";
import { Card } from "@/components/ui/Card";
import { Moment } from "@/components/ui/Moment";
import { formatMonth } from "@/lib/format";

interface Props {
  items: ChargebackLock[];
  to: (lock: ChargebackLock) => string;
}

/** The months that are locked, with every version. */
export function LockList({ items, to }: Props) {
  return (
    <Card title="Locked months" bodyClassName="p-0">
      {items.length === 0 && (
        <p className="px-4 py-3 text-sm text-muted">
          None yet. Once a month is over, an administrator can lock it, so that what was charged stays as it
          was.
        </p>
      )}
      <ul className="max-h-72 overflow-y-auto">
        {items.map((lock) => (
          <li key={`${lock.month} ${lock.source} ${lock.version}`}>
            <Link
              to={to(lock)}
              className="flex min-h-10 flex-wrap items-baseline gap-x-4 border-b border-line px-4 py-2 text-sm hover:bg-hover focus-visible:-outline-offset-2"
            >
              <span className="min-w-36 font-medium">{formatMonth(lock.month)}</span>
              <span className="min-w-32 text-muted">
                {lock.source}, version {lock.version}
              </span>
              <span className="min-w-0 flex-1 basis-40 truncate">{lock.reason ?? ""}</span>
              <span className="text-xs text-muted">
                <Moment value={lock.locked_at} /> {lock.locked_by && `by ${lock.locked_by}`}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}
