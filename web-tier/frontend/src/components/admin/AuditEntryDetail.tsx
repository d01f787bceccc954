import type { AuditEntry } from "@/api/types";
import { JsonView } from "@/components/ui/JsonView";
import { formatInstant, UNKNOWN } from "@/lib/format";

/** One entry of the audit log with everything that is known of it. */
export function AuditEntryDetail({ entry }: { entry: AuditEntry }) {
  const facts = [
    ["When", formatInstant(entry.at)],
    ["Who", entry.actor ?? UNKNOWN],
    ["Action", entry.action],
    ["Target", entry.target ?? UNKNOWN],
    ["From", entry.source_ip ?? UNKNOWN],
    ["Request", entry.request_id ?? UNKNOWN],
    ["Place in the chain", entry.position === null ? UNKNOWN : String(entry.position)],
    ["Hash", entry.hash ?? UNKNOWN],
  ] as const;
  return (
    <div className="flex flex-col">
      <dl className="px-4 py-1 text-sm">
        {facts.map(([label, value]) => (
          <div key={label} className="flex gap-4 border-b border-line py-2 last:border-0">
            <dt className="w-32 shrink-0 text-muted">{label}</dt>
            <dd className="min-w-0 [overflow-wrap:anywhere]">
              <bdi>{value}</bdi>
            </dd>
          </div>
        ))}
      </dl>
      {entry.detail && (
        <div className="border-t border-line">
          <JsonView label="Detail" value={entry.detail} />
        </div>
      )}
    </div>
  );
}
