import { ArrowDown, ArrowUp, Columns3, X } from "lucide-react";
import { useState, type FormEvent } from "react";
import type { Dataset, Field, SavedView } from "@/api/types";
import { Select } from "@/components/forms/Select";
import { TextInput } from "@/components/forms/TextInput";
import { Button } from "@/components/ui/Button";
import { Dialog } from "@/components/ui/Dialog";
import { IconButton } from "@/components/ui/IconButton";
import { formatCount } from "@/lib/format";
import { shownColumns } from "./columns";

interface Props {
  dataset: Dataset;
  /** Views of the data set, whose columns can be taken over. */
  views: SavedView[];
  columns: string[] | null;
  onChange: (columns: string[] | null) => void;
}

function ChosenColumn(props: {
  field: Field;
  first: boolean;
  last: boolean;
  only: boolean;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}) {
  const { field, first, last, only, onMove, onRemove } = props;
  return (
    <li className="flex h-8 items-center gap-1 border-b border-line pl-1 last:border-0">
      <span className="min-w-0 flex-1 truncate">{field.label}</span>
      <IconButton size="icon-sm" label={`Move ${field.label} up`} disabled={first} onClick={() => onMove(-1)}>
        <ArrowUp aria-hidden className="size-3.5" />
      </IconButton>
      <IconButton size="icon-sm" label={`Move ${field.label} down`} disabled={last} onClick={() => onMove(1)}>
        <ArrowDown aria-hidden className="size-3.5" />
      </IconButton>
      <IconButton size="icon-sm" label={`Remove ${field.label}`} disabled={only} onClick={onRemove}>
        <X aria-hidden className="size-3.5" />
      </IconButton>
    </li>
  );
}

interface ColumnSet {
  label: string;
  names: string[];
}

/** Columns that go together: those of each group of fields behind the one that names a row, and those of views. */
function columnSets(dataset: Dataset, views: SavedView[]): ColumnSet[] {
  const naming = dataset.default_columns.slice(0, 1);
  const groups = [...new Set(dataset.fields.map((field) => field.group))].map((group) => ({
    label: group,
    names: dataset.fields.filter((field) => field.group === group).map((field) => field.name),
  }));
  return [
    ...groups.map(({ label, names }) => ({ label, names: [...new Set([...naming, ...names])] })),
    ...views
      .filter((view) => view.columns.length)
      .map((view) => ({ label: `View “${view.name}”`, names: view.columns })),
  ];
}

/** Which columns stand in the table, and in which order. */
export function ColumnPicker({ dataset, views, columns, onChange }: Props) {
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  const chosen = shownColumns(dataset, columns);
  const names = chosen.map((field) => field.name);
  const put = (next: string[]) =>
    onChange(next.join(",") === dataset.default_columns.join(",") ? null : next);
  const move = (at: number, by: -1 | 1) => {
    const next = [...names];
    const [name] = next.splice(at, 1);
    if (name) next.splice(at + by, 0, name);
    put(next);
  };
  const typed = text.trim().toLowerCase();
  const available = dataset.fields.filter(
    (field) =>
      !names.includes(field.name) &&
      `${field.label} ${field.name} ${field.group} ${field.synonyms.join(" ")}`.toLowerCase().includes(typed),
  );
  const sets = columnSets(dataset, views);
  const set = sets.findIndex((each) => each.names.join(",") === names.join(","));
  const hasTags = dataset.fields.some((field) => field.type === "tags");
  const tagName = `tag.${text.trim().replace(/^tag\./, "")}`;
  const addTag = (event: FormEvent) => {
    event.preventDefault();
    if (!hasTags || !typed || available.length || names.includes(tagName)) return;
    put([...names, tagName]);
    setText("");
  };
  return (
    <>
      <IconButton label="Columns" look="secondary" onClick={() => setOpen(true)}>
        <Columns3 aria-hidden className="size-4" />
      </IconButton>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title="Columns"
        description={`${formatCount(chosen.length, "column")} in the table`}
        className="w-[min(42rem,calc(100vw-1.5rem))]"
      >
        <div className="flex items-center gap-3 border-b border-line px-4 py-3">
          <span className="w-22 shrink-0 text-sm font-medium">Column set</span>
          <Select
            aria-label="Column set"
            className="max-w-72"
            value={columns === null ? "default" : String(set)}
            onChange={({ target }) =>
              target.value === "default" ? onChange(null) : put(sets[Number(target.value)]?.names ?? names)
            }
            options={[
              { value: "default", label: "Default" },
              ...(columns !== null && set < 0 ? [{ value: "-1", label: "My own" }] : []),
              ...sets.map(({ label }, at) => ({ value: String(at), label })),
            ]}
          />
        </div>
        <div className="grid gap-4 p-4 sm:grid-cols-2">
          <section aria-label="Columns in the table">
            <div className="flex h-8 items-center justify-between">
              <h3 className="text-xs font-medium text-faint">In the table</h3>
              <Button size="sm" look="quiet" onClick={() => onChange(null)} disabled={columns === null}>
                Reset
              </Button>
            </div>
            <ul className="mt-1 max-h-[50dvh] overflow-y-auto">
              {chosen.map((field, at) => (
                <ChosenColumn
                  key={field.name}
                  field={field}
                  first={at === 0}
                  last={at === chosen.length - 1}
                  only={chosen.length === 1}
                  onMove={(by) => move(at, by)}
                  onRemove={() => put(names.filter((name) => name !== field.name))}
                />
              ))}
            </ul>
          </section>
          <section aria-label="More columns">
            <form onSubmit={addTag}>
              <TextInput
                type="search"
                aria-label="Find a column"
                placeholder={hasTags ? "Find a column, or write a tag’s key" : "Find a column"}
                value={text}
                onChange={(event) => setText(event.target.value)}
              />
              {hasTags && typed && !available.length && (
                <Button type="submit" className="mt-2 w-full" disabled={names.includes(tagName)}>
                  <span className="truncate">Add the tag “{tagName.slice(4)}”</span>
                </Button>
              )}
            </form>
            <ul className="mt-1 max-h-[50dvh] overflow-y-auto">
              {available.map((field) => (
                <li key={field.name}>
                  <label className="flex min-h-8 cursor-pointer items-center gap-2 rounded-md px-1 hover:bg-hover">
                    <input
                      type="checkbox"
                      className="size-3.5"
                      checked={false}
                      onChange={() => put([...names, field.name])}
                    />
                    <span className="flex-1 truncate">{field.label}</span>
                    <span className="text-xs text-faint">{field.group}</span>
                  </label>
                </li>
              ))}
            </ul>
          </section>
        </div>
      </Dialog>
    </>
  );
}
