import { RotateCcw } from "lucide-react";
import { useId } from "react";
import type { Setting } from "@/api/types";
import { IconButton } from "@/components/ui/IconButton";
import { RelativeTime } from "@/components/ui/RelativeTime";
import { toDraft, valueText, type Draft } from "@/services/settings";
import { SettingControl } from "./SettingControl";

interface Props {
  setting: Setting;
  draft: Draft;
  changed: boolean;
  problem: string | null;
  onChange: (draft: Draft) => void;
}

/** One setting: what it does, its value, its default, and who changed it last. */
export function SettingRow({ setting, draft, changed, problem, onChange }: Props) {
  const id = useId();
  const standard = toDraft(setting, setting.default);
  const isStandard = JSON.stringify(draft) === JSON.stringify(standard);
  const list = setting.type === "days" || (setting.type === "words" && setting.maximum !== 1);
  return (
    <div className="grid gap-x-8 gap-y-2 border-b border-line px-4 py-3 last:border-0 lg:grid-cols-[minmax(0,5fr)_minmax(0,6fr)]">
      <div className="min-w-0">
        {setting.type === "choices" ? (
          <p className="text-sm font-medium">{setting.label}</p>
        ) : (
          <label htmlFor={id} className="text-sm font-medium">
            {setting.label}
          </label>
        )}
        {changed && <span className="ml-2 text-xs font-medium text-accent-ink">not saved</span>}
        <p className="max-w-prose text-xs text-muted">{setting.description}</p>
      </div>
      <div className="flex min-w-0 items-start gap-2">
        <div className="flex min-w-0 flex-1 flex-col gap-1">
          <SettingControl
            setting={setting}
            draft={draft}
            onChange={onChange}
            control={{
              id,
              "aria-invalid": problem ? true : undefined,
              "aria-describedby": `${id}-note`,
            }}
          />
          <p id={`${id}-note`} className="text-xs text-faint">
            {problem ? <span className="text-danger">{problem}. </span> : list ? "One a line. " : ""}
            Default: {valueText(setting, setting.default)}.
            {setting.changed_at && (
              <>
                {" "}
                Changed by <bdi className="text-muted">{setting.changed_by ?? "somebody unknown"}</bdi>{" "}
                <RelativeTime value={setting.changed_at} className="text-muted" />.
              </>
            )}
          </p>
        </div>
        <IconButton
          size="icon-sm"
          label={`Set ${setting.label} back to its default`}
          disabled={isStandard}
          onClick={() => onChange(standard)}
        >
          <RotateCcw aria-hidden className="size-3.5" />
        </IconButton>
      </div>
    </div>
  );
}
