import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { Link } from "react-router-dom";
import { asApiError } from "@/api/problem";
import type { Setting } from "@/api/types";
import { SettingRow } from "@/components/admin/SettingRow";
import { Button } from "@/components/ui/Button";
import { Card } from "@/components/ui/Card";
import { Failure } from "@/components/ui/Failure";
import { Notice } from "@/components/ui/Notice";
import { Page } from "@/components/ui/Page";
import { PageSkeleton } from "@/components/ui/PageSkeleton";
import { formatCount } from "@/lib/format";
import { toasts } from "@/lib/toasts";
import {
  fromDraft,
  problemOf,
  settingList,
  toDraft,
  useChangeSettings,
  type Draft,
} from "@/services/settings";

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** What is to be sent: changed values, null for one that goes back to its default. */
function toChange(settings: Setting[], drafts: Record<string, Draft>): Record<string, unknown> {
  return Object.fromEntries(
    settings.flatMap((setting) => {
      const draft = drafts[setting.name];
      if (draft === undefined || same(draft, toDraft(setting, setting.value))) return [];
      const value = fromDraft(setting, draft);
      return [[setting.name, same(value, setting.default) ? null : value]];
    }),
  );
}

export function Settings() {
  const list = useQuery(settingList);
  const save = useChangeSettings();
  const [drafts, setDrafts] = useState<Record<string, Draft>>({});
  if (list.isPending) return <PageSkeleton title="Settings" />;
  if (!list.data) {
    return (
      <Page title="Settings">
        <Failure
          what="load the settings"
          error={list.error}
          onRetry={() => void list.refetch()}
          retrying={list.isFetching}
        />
      </Page>
    );
  }
  const settings = list.data;
  const change = toChange(settings, drafts);
  const count = Object.keys(change).length;
  const refused = save.error ? asApiError(save.error).errors : [];
  const problem = (setting: Setting) => {
    const draft = drafts[setting.name];
    const said = refused.find((each) => each.field.split(".").includes(setting.name))?.message ?? null;
    return draft === undefined ? null : (problemOf(setting, draft) ?? said);
  };
  const wrong = settings.filter((setting) => {
    const draft = drafts[setting.name];
    return draft !== undefined && problemOf(setting, draft) !== null;
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!count || wrong.length) return;
    save.mutate(change, {
      onSuccess: () => {
        setDrafts({});
        toasts.show(`${formatCount(count, "setting is", "settings are")} changed.`);
      },
    });
  };
  return (
    <Page
      title="Settings"
      description="How the product works. A change holds at once, everywhere."
      actions={
        <Link to="/admin/audit?kind=settings" className="text-sm font-medium text-accent-ink hover:underline">
          All changes
        </Link>
      }
    >
      <form noValidate onSubmit={submit} aria-label="Settings" className="flex flex-col gap-4">
        {[...new Set(settings.map((setting) => setting.group))].map((group) => (
          <Card key={group} title={group} bodyClassName="p-0">
            {settings
              .filter((setting) => setting.group === group)
              .map((setting) => (
                <SettingRow
                  key={setting.name}
                  setting={setting}
                  draft={drafts[setting.name] ?? toDraft(setting, setting.value)}
                  changed={setting.name in change}
                  problem={problem(setting)}
                  onChange={(draft) => {
                    save.reset();
                    setDrafts((before) => ({ ...before, [setting.name]: draft }));
                  }}
                />
              ))}
          </Card>
        ))}
        {save.error && <Notice tone="danger">{asApiError(save.error).message}</Notice>}
        <div className="sticky bottom-0 z-10 -mb-5 flex min-h-13 flex-wrap items-center justify-end gap-x-3 gap-y-1 border-t border-line bg-canvas py-2">
          <p role="status" className="text-sm text-muted">
            {wrong.length
              ? `${formatCount(wrong.length, "value")} cannot be saved`
              : count
                ? `${formatCount(count, "change")} not saved`
                : "Everything is saved"}
          </p>
          <Button disabled={!count && !wrong.length} onClick={() => setDrafts({})}>
            Discard
          </Button>
          <Button type="submit" look="primary" busy={save.isPending} disabled={!count || wrong.length > 0}>
            Save
          </Button>
        </div>
      </form>
    </Page>
  );
}
