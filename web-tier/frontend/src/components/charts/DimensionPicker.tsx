import { useQuery } from "@tanstack/react-query";
import { Select } from "@/components/forms/Select";
import { DIMENSIONS, tagKeys } from "@/services/dimensions";

interface Props {
  value: string;
  onChange: (value: string) => void;
}

/** By which field a sum is divided: fields of the catalogue, and the tags there are. */
export function DimensionPicker({ value, onChange }: Props) {
  const tags = useQuery(tagKeys).data ?? [];
  const options = [...DIMENSIONS, ...tags.map((key) => ({ value: `tag.${key}`, label: `Tag ${key}` }))];
  const known = options.some((option) => option.value === value);
  return (
    <Select
      aria-label="By"
      className="h-7 w-44 text-xs"
      value={value}
      options={known ? options : [...options, { value, label: value.replace(/^tag\./, "Tag ") }]}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
