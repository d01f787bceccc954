import { memo } from "react";
import type { Field } from "@/api/types";
import { RelativeTime } from "@/components/ui/RelativeTime";
import { Status } from "@/components/ui/Status";
import type { StatusFamily } from "@/components/ui/statuses";
import { valueLabel } from "@/services/catalog";
import { isNumeric } from "./columns";
import { absentText, fieldText } from "@/services/fieldText";

const FAMILIES: Record<string, StatusFamily> = {
  state: "workspace",
  workspace_state: "workspace",
  connection_state: "connection",
  risk: "risk",
  confidence: "confidence",
};

/** Data sets have states of their own: those of advice can be snoozed. */
function familyOf(field: Field): StatusFamily | undefined {
  const isAdvice = field.name === "state" && field.values?.some((each) => each.value === "snoozed");
  return isAdvice ? "advice" : FAMILIES[field.name];
}

interface Props {
  field: Field;
  value: unknown;
}

/** One value as its field's type asks for; what is not there says why. */
export const CellValue = memo(function CellValue({ field, value }: Props) {
  if (value === null || value === undefined || value === "") {
    const text = absentText(field.name);
    if (text === "none") {
      return (
        <span className="text-faint">
          <span aria-hidden>–</span>
          <span className="sr-only">none</span>
        </span>
      );
    }
    return <span className="text-faint">{text}</span>;
  }
  const family = familyOf(field);
  if (family && typeof value === "string") {
    return <Status family={family} value={value} label={valueLabel(field, value)} className="max-w-full" />;
  }
  if (field.type === "datetime" && typeof value === "string") return <RelativeTime value={value} />;
  const text = fieldText(field, value);
  if (field.type === "id") {
    return (
      <span className="font-mono text-xs" title={text}>
        {text}
      </span>
    );
  }
  return (
    <bdi title={text.length > 18 ? text : undefined} className={isNumeric(field) ? "tnum" : undefined}>
      {text}
    </bdi>
  );
});
