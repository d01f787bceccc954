import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import type { Dataset } from "@/api/types";
import { FilterChip } from "@/components/explorer/FilterChip";
import { FilterPanel } from "@/components/explorer/FilterPanel";
import { Field } from "@/components/forms/Field";
import { Select } from "@/components/forms/Select";
import { TextInput } from "@/components/forms/TextInput";
import { Button } from "@/components/ui/Button";
import { Card } from "@/components/ui/Card";
import { IconButton } from "@/components/ui/IconButton";
import { Popover } from "@/components/ui/Popover";
import { EMPTY_LIST_STATE, removeFilter, setFilter } from "@/lib/listState";
import type { Change } from "@/lib/scenario";
import { findField } from "@/services/catalog";
import { workspaceSource } from "@/services/workspaces";

const AS_IT_IS = { value: "", label: "As it is" };
const MODES = [
  AS_IT_IS,
  { value: "CHEAPEST", label: "The cheaper one for each" },
  { value: "AUTO_STOP", label: "AutoStop" },
  { value: "ALWAYS_ON", label: "AlwaysOn" },
];
const TIMEOUTS = [
  AS_IT_IS,
  ...[1, 2, 3, 4, 6, 8, 12, 24].map((hours) => ({
    value: String(hours * 60),
    label: hours === 1 ? "1 hour" : `${hours} hours`,
  })),
];

interface Props {
  at: number;
  change: Change;
  dataset: Dataset;
  onChange: (next: Change, how?: "push" | "replace") => void;
  onRemove: () => void;
}

/** One change: of which WorkSpaces, and what of them becomes another. */
export function ChangeCard({ at, change, dataset, onChange, onRemove }: Props) {
  const [adding, setAdding] = useState(false);
  const state = { ...EMPTY_LIST_STATE, filters: change.filters };
  const sizes = findField(dataset, "compute_type")?.values ?? [];
  const gib = (text: string) => {
    const value = Number(text);
    return text && Number.isInteger(value) && value >= 1 && value <= 16_384 ? value : null;
  };
  return (
    <Card
      title={`Change ${at + 1}`}
      action={
        <IconButton size="icon-sm" label={`Remove change ${at + 1}`} onClick={onRemove}>
          <Trash2 aria-hidden className="size-3.5" />
        </IconButton>
      }
      bodyClassName="flex flex-col gap-3"
    >
      <div
        className="flex flex-wrap items-center gap-1.5"
        role="group"
        aria-label={`WorkSpaces of change ${at + 1}`}
      >
        <span className="text-sm text-muted">{change.filters.length ? "Where" : "All WorkSpaces"}</span>
        {change.filters.map((filter) => (
          <FilterChip
            key={`${filter.field} ${filter.op}`}
            source={workspaceSource}
            dataset={dataset}
            state={state}
            filter={filter}
            onChange={(next) => onChange({ ...change, filters: setFilter(state, next, filter).filters })}
            onRemove={() => onChange({ ...change, filters: removeFilter(state, filter).filters })}
          />
        ))}
        <Popover
          open={adding}
          onOpenChange={setAdding}
          label="Add a filter"
          trigger={
            <Button size="sm" look="quiet">
              <Plus aria-hidden className="size-3.5" /> Filter
            </Button>
          }
        >
          <FilterPanel
            source={workspaceSource}
            dataset={dataset}
            state={state}
            onDone={(filter) => {
              setAdding(false);
              onChange({ ...change, filters: setFilter(state, filter).filters });
            }}
          />
        </Popover>
      </div>
      <div className="grid grid-cols-2 gap-3">
        <Field label="Running mode">
          {(control) => (
            <Select
              {...control}
              value={change.mode ?? ""}
              options={MODES}
              onChange={(event) =>
                onChange({ ...change, mode: (event.target.value || null) as Change["mode"] })
              }
            />
          )}
        </Field>
        <Field label="Compute type">
          {(control) => (
            <Select
              {...control}
              value={change.size ?? ""}
              options={[AS_IT_IS, ...sizes]}
              onChange={(event) => onChange({ ...change, size: event.target.value || null })}
            />
          )}
        </Field>
        <Field label="Idle timeout">
          {(control) => (
            <Select
              {...control}
              value={change.timeout === null ? "" : String(change.timeout)}
              options={TIMEOUTS}
              onChange={(event) => onChange({ ...change, timeout: Number(event.target.value) || null })}
            />
          )}
        </Field>
        <div className="grid grid-cols-2 gap-2">
          {(["root", "user"] as const).map((name) => (
            <Field key={name} label={name === "root" ? "Root, GiB" : "User, GiB"}>
              {(control) => (
                <TextInput
                  {...control}
                  type="number"
                  min={1}
                  max={16_384}
                  placeholder="as it is"
                  value={change[name] ?? ""}
                  onChange={(event) => onChange({ ...change, [name]: gib(event.target.value) }, "replace")}
                />
              )}
            </Field>
          ))}
        </div>
      </div>
    </Card>
  );
}
