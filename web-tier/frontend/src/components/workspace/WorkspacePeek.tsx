import { useQuery } from "@tanstack/react-query";
import { ExternalLink, X } from "lucide-react";
import { Link, useLocation } from "react-router-dom";
import { CopyButton } from "@/components/ui/CopyButton";
import { Failure } from "@/components/ui/Failure";
import { IconButton } from "@/components/ui/IconButton";
import { Skeleton } from "@/components/ui/Skeleton";
import { Status } from "@/components/ui/Status";
import { catalog, findDataset, findField } from "@/services/catalog";
import { workspaceDetail, workspaceSource } from "@/services/workspaces";
import { FieldList } from "./FieldList";
import { TagList } from "./TagList";

const FACTS = [
  "connection_state",
  "last_connected_at",
  "running_mode",
  "compute_type",
  "operating_system",
  "computer_name",
  "ip_address",
  "bundle_name",
  "directory_name",
  "account_name",
  "region",
  "user_email",
  "error_code",
  "error_message",
  "terminated_at",
  "first_seen_at",
];

interface Props {
  id: string;
  onClose: () => void;
}

/** One WorkSpace beside the list. */
export function WorkspacePeek({ id, onClose }: Props) {
  const { search } = useLocation();
  const detail = useQuery(workspaceDetail(id));
  const all = useQuery(catalog);
  const dataset = all.data ? findDataset(all.data, "workspaces") : undefined;
  if (detail.isError) {
    return (
      <Failure
        what="load this WorkSpace"
        error={detail.error}
        onRetry={() => void detail.refetch()}
        retrying={detail.isFetching}
      />
    );
  }
  if (!detail.data || !dataset) {
    return (
      <div className="flex flex-col gap-3 p-4" role="status" aria-label="Loading">
        <Skeleton className="h-5 w-2/3" />
        {Array.from({ length: 12 }, (_, at) => (
          <Skeleton key={at} className="h-4" />
        ))}
      </div>
    );
  }
  const row = detail.data;
  const fields = FACTS.flatMap((name) => findField(dataset, name) ?? []).filter(
    (field) => row[field.name] !== null || !/^(error|terminated)/.test(field.name),
  );
  const name = row.user_display_name ?? row.user_name ?? row.workspace_id;
  return (
    <div className="flex flex-col">
      <header className="flex items-start gap-2 border-b border-line py-3 pr-2 pl-4">
        <div className="min-w-0 flex-1">
          <h2 className="text-base font-semibold [overflow-wrap:anywhere]">
            <bdi className="line-clamp-3">{String(name)}</bdi>
          </h2>
          <p className="flex items-center gap-1 font-mono text-xs text-muted">
            <span className="truncate">{id}</span>
            <CopyButton text={id} />
          </p>
          <Status family="workspace" value={row.state as string | null} className="mt-1 text-sm" />
        </div>
        <Link
          to={workspaceSource.rowPath(row)}
          state={{ list: search }}
          className="inline-flex h-8 items-center gap-1 rounded-md px-2 text-sm font-medium text-accent-ink hover:bg-hover"
        >
          Open <ExternalLink aria-hidden className="size-3.5" />
        </Link>
        <span className="hidden lg:inline">
          <IconButton label="Close the preview" keys="Esc" onClick={onClose}>
            <X aria-hidden className="size-4" />
          </IconButton>
        </span>
      </header>
      <div className="px-4 py-2">
        <FieldList fields={fields} row={row} />
      </div>
      <section className="border-t border-line px-4 py-3">
        <h3 className="mb-2 text-xs font-medium text-faint">Tags</h3>
        <TagList tags={row.tags} />
      </section>
    </div>
  );
}
