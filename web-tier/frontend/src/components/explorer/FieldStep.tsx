import { useState } from "react";
import type { Dataset, Field } from "@/api/types";
import type { Filter } from "@/lib/listState";
import { FilterMenu, FilterMenuGroup, FilterMenuItem } from "./FilterMenu";

interface Props {
  dataset: Dataset;
  onField: (name: string) => void;
  onFilter: (filter: Filter) => void;
}

function groupFields(fields: Field[]): [string, Field[]][] {
  const groups = new Map<string, Field[]>();
  for (const field of fields) groups.set(field.group, [...(groups.get(field.group) ?? []), field]);
  return [...groups];
}

/** First step of a filter: which field; or straight a value, when what is typed names one. */
export function FieldStep({ dataset, onField, onFilter }: Props) {
  const [text, setText] = useState("");
  const typed = text.trim().toLowerCase();
  const fields = dataset.fields.filter((field) => field.filterable && field.type !== "tags");
  const values =
    typed.length < 2
      ? []
      : fields.flatMap((field) =>
          (field.values ?? [])
            .filter((each) => `${each.label} ${each.value}`.toLowerCase().includes(typed))
            .map((each) => ({ field, ...each })),
        );
  const tagKey = text.trim().replace(/^tag[.:]\s*/i, "");
  return (
    <FilterMenu
      label="Fields"
      placeholder="Field or value"
      text={text}
      onText={setText}
      empty="No field of that name"
    >
      {values.length > 0 && (
        <FilterMenuGroup heading="Values">
          {values.slice(0, 6).map(({ field, value, label }) => (
            <FilterMenuItem
              key={`${field.name} ${value}`}
              value={`value ${field.name} ${value}`}
              keywords={[`${field.label} is ${label}`, label, value]}
              onPick={() => onFilter({ field: field.name, op: "eq", values: [value] })}
            >
              <span className="text-muted">{field.label} is</span> {label}
            </FilterMenuItem>
          ))}
        </FilterMenuGroup>
      )}
      {groupFields(fields).map(([group, members]) => (
        <FilterMenuGroup key={group} heading={group}>
          {members.map((field) => (
            <FilterMenuItem
              key={field.name}
              value={`field ${field.name}`}
              keywords={[field.label, ...field.synonyms]}
              onPick={() => onField(field.name)}
            >
              <span className="flex-1">{field.label}</span>
              {field.unit && <span className="text-xs text-faint">{field.unit}</span>}
            </FilterMenuItem>
          ))}
        </FilterMenuGroup>
      ))}
      {dataset.fields.some((field) => field.type === "tags") && tagKey && (
        <FilterMenuGroup heading="Tags">
          <FilterMenuItem value="tag by key" keywords={[text, "tag"]} onPick={() => onField(`tag.${tagKey}`)}>
            Tag <strong className="font-medium break-all">{tagKey}</strong>
          </FilterMenuItem>
        </FilterMenuGroup>
      )}
    </FilterMenu>
  );
}
