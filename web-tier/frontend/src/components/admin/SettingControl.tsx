import type { Setting } from "@/api/types";
import { controlStyle } from "@/components/forms/controls";
import type { ControlProps } from "@/components/forms/Field";
import { Select } from "@/components/forms/Select";
import { TextInput } from "@/components/forms/TextInput";
import { cn } from "@/lib/cn";
import { humanize } from "@/lib/format";
import type { Draft } from "@/services/settings";

interface Props {
  setting: Setting;
  draft: Draft;
  onChange: (draft: Draft) => void;
  control: ControlProps;
}

/** The control that the type of a setting asks for. */
export function SettingControl({ setting, draft, onChange, control }: Props) {
  if (typeof draft === "boolean") {
    return (
      <input
        {...control}
        type="checkbox"
        className="size-4"
        checked={draft}
        onChange={(event) => onChange(event.target.checked)}
      />
    );
  }
  if (typeof draft !== "string") {
    return (
      <div {...control} role="group" aria-label={setting.label} className="flex flex-wrap gap-x-4 gap-y-1">
        {(setting.values ?? []).map((value) => (
          <label key={value} className="flex min-h-6 items-center gap-1.5 text-sm">
            <input
              type="checkbox"
              className="size-4"
              checked={draft.includes(value)}
              onChange={({ target }) =>
                onChange(
                  (setting.values ?? []).filter((each) =>
                    each === value ? target.checked : draft.includes(each),
                  ),
                )
              }
            />
            {humanize(value)}
          </label>
        ))}
      </div>
    );
  }
  if (setting.type === "choice") {
    return (
      <Select
        {...control}
        className="w-60"
        value={draft}
        onChange={(event) => onChange(event.target.value)}
        options={(setting.values ?? []).map((value) => ({ value, label: humanize(value) }))}
      />
    );
  }
  if (setting.type === "integer" || setting.type === "number") {
    return (
      <span className="flex items-center gap-2">
        <TextInput
          {...control}
          type="number"
          inputMode="decimal"
          className="w-28 tnum"
          value={draft}
          min={setting.minimum ?? undefined}
          max={setting.maximum ?? undefined}
          step={setting.type === "integer" ? 1 : "any"}
          onChange={(event) => onChange(event.target.value)}
        />
        {setting.unit && <span className="text-sm text-muted">{setting.unit}</span>}
      </span>
    );
  }
  if (setting.maximum === 1) {
    return (
      <TextInput
        {...control}
        className="w-60"
        value={draft}
        onChange={(event) => onChange(event.target.value)}
        spellCheck={false}
      />
    );
  }
  return (
    <textarea
      {...control}
      rows={Math.min(8, Math.max(3, draft.split("\n").length + 1))}
      value={draft}
      spellCheck={false}
      placeholder={setting.type === "days" ? "2026-12-25" : undefined}
      onChange={(event) => onChange(event.target.value)}
      className={cn(controlStyle, "h-auto max-w-80 py-1.5 font-mono text-xs leading-5")}
    />
  );
}
