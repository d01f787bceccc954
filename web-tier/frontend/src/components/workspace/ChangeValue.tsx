import type { Field } from "@/api/types";
import { UNKNOWN } from "@/lib/format";
import { fieldText } from "@/services/fieldText";

interface Props {
  field: Field | undefined;
  value: unknown;
}

/** A value before or after a change, in the words of its field. */
export function ChangeValue({ field, value }: Props) {
  if (value === null || value === undefined)
    return <span className="text-faint">{field ? fieldText(field, null) : UNKNOWN}</span>;
  const plain = typeof value !== "object" || Array.isArray(value) || field !== undefined;
  return (
    <bdi className="[overflow-wrap:anywhere]">{plain ? fieldText(field, value) : JSON.stringify(value)}</bdi>
  );
}
