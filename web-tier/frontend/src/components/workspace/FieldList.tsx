import type { Field, Row } from "@/api/types";
import { CellValue } from "@/components/explorer/CellValue";
import { CopyButton } from "@/components/ui/CopyButton";
import { RelativeTime } from "@/components/ui/RelativeTime";

const COPIED = new Set(["ip_address", "computer_name", "user_email", "volume_encryption_key"]);

interface Props {
  fields: Field[];
  row: Row;
}

/** Fields and values under each other; what one copies has a button for it. */
export function FieldList({ fields, row }: Props) {
  return (
    <dl className="grid grid-cols-[minmax(7rem,2fr)_3fr] text-sm">
      {fields.map((field) => {
        const value = row[field.name];
        const copies = typeof value === "string" && (field.type === "id" || COPIED.has(field.name));
        return (
          <div
            key={field.name}
            className="col-span-2 grid min-h-8 grid-cols-subgrid items-center border-b border-line last:border-0"
          >
            <dt className="py-1 pr-3 text-muted" title={field.description}>
              {field.label}
            </dt>
            <dd className="flex min-w-0 items-center gap-1 py-1">
              <span className="min-w-0 break-words [overflow-wrap:anywhere]">
                {field.type === "datetime" ? (
                  typeof value === "string" ? (
                    <RelativeTime value={value} />
                  ) : (
                    <CellValue field={field} value={value} />
                  )
                ) : (
                  <CellValue field={field} value={value} />
                )}
              </span>
              {copies && <CopyButton text={value} />}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
