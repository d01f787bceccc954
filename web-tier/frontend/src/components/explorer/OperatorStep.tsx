import type { Field } from "@/api/types";
import { absentText, operatorText } from "@/services/fieldText";
import { FilterMenu, FilterMenuItem } from "./FilterMenu";

interface Props {
  field: Field;
  onOperator: (op: string) => void;
  onAbsent: (absent: boolean) => void;
}

/** Second step of a filter: how the field is compared. */
export function OperatorStep({ field, onOperator, onAbsent }: Props) {
  // "in" is "is" with several values.
  const operators = field.operators.filter((op) => op !== "in" && op !== "is_null");
  const absent = absentText(field.name);
  return (
    <FilterMenu
      label="Comparison"
      placeholder="Comparison"
      before={<span className="shrink-0 text-sm font-medium">{field.label}</span>}
      empty="No such comparison"
    >
      {operators.map((op) => (
        <FilterMenuItem
          key={op}
          value={op}
          keywords={[operatorText(field, op)]}
          onPick={() => onOperator(op)}
        >
          {operatorText(field, op)}
        </FilterMenuItem>
      ))}
      {field.operators.includes("is_null") && (
        <>
          <FilterMenuItem value="absent" keywords={[`is ${absent}`]} onPick={() => onAbsent(true)}>
            is {absent}
          </FilterMenuItem>
          <FilterMenuItem value="present" keywords={[`is not ${absent}`]} onPick={() => onAbsent(false)}>
            is not {absent}
          </FilterMenuItem>
        </>
      )}
    </FilterMenu>
  );
}
