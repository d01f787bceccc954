import { useQuery } from "@tanstack/react-query";
import { ChevronLeft } from "lucide-react";
import { Link, Outlet, useLocation, useParams } from "react-router-dom";
import { CopyButton } from "@/components/ui/CopyButton";
import { Failure } from "@/components/ui/Failure";
import { NavTabs } from "@/components/ui/NavTabs";
import { Page } from "@/components/ui/Page";
import { RelativeTime } from "@/components/ui/RelativeTime";
import { PageSkeleton } from "@/components/ui/PageSkeleton";
import { Status } from "@/components/ui/Status";
import { asText, isObject } from "@/lib/guards";
import { catalog, findDataset, findField } from "@/services/catalog";
import { fieldText } from "@/services/fieldText";
import { workspaceDetail } from "@/services/workspaces";

const TABS = [
  ["", "Overview"],
  ["/usage", "Usage"],
  ["/costs", "Costs"],
  ["/experience", "Experience"],
  ["/events", "Events"],
  ["/history", "History"],
  ["/json", "JSON"],
] as const;

export function Workspace() {
  const { workspaceId = "" } = useParams();
  const location = useLocation();
  const detail = useQuery(workspaceDetail(workspaceId));
  const all = useQuery(catalog);
  const list = isObject(location.state) ? (asText(location.state.list) ?? "") : "";
  const above = (
    <Link
      to={`/workspaces${list}`}
      className="mb-1 -ml-1 inline-flex items-center gap-0.5 rounded-sm text-sm text-muted hover:text-ink"
    >
      <ChevronLeft aria-hidden className="size-4" /> WorkSpaces
    </Link>
  );
  if (detail.isError) {
    return (
      <Page title={workspaceId} above={above}>
        <Failure
          what="load this WorkSpace"
          error={detail.error}
          onRetry={() => void detail.refetch()}
          retrying={detail.isFetching}
        />
      </Page>
    );
  }
  const row = detail.data;
  // the labels of the catalogue are other words than AWS's: showing both in turn would move what follows
  if (!row || all.isPending) return <PageSkeleton title={workspaceId} above={above} />;
  const dataset = all.data ? findDataset(all.data, "workspaces") : undefined;
  const mode = dataset ? findField(dataset, "running_mode") : undefined;
  const name = String(row.user_display_name ?? row.user_name ?? workspaceId);
  return (
    <Page
      title={name}
      above={above}
      description={
        <span className="flex min-h-6 flex-wrap items-center gap-x-4 gap-y-1">
          <Status family="workspace" value={row.state as string | null} className="text-ink" />
          <Status family="connection" value={row.connection_state as string | null} />
          <span>{row.running_mode ? fieldText(mode, row.running_mode) : "Running mode unknown"}</span>
          <bdi className="max-w-full truncate">{String(row.user_name ?? "User unknown")}</bdi>
          <span>
            Last connected <RelativeTime value={row.last_connected_at as string | null} />
          </span>
          <span className="inline-flex items-center gap-0.5 font-mono text-xs">
            {workspaceId} <CopyButton text={workspaceId} />
          </span>
        </span>
      }
    >
      <NavTabs
        label="WorkSpace"
        state={location.state}
        tabs={TABS.map(([path, label]) => ({
          to: `/workspaces/${encodeURIComponent(workspaceId)}${path}`,
          label,
          end: path === "",
        }))}
      />
      <Outlet />
    </Page>
  );
}
