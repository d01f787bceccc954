import { useQuery } from "@tanstack/react-query";
import { useParams } from "react-router-dom";
import { Card } from "@/components/ui/Card";
import { Notice } from "@/components/ui/Notice";
import { RelativeTime } from "@/components/ui/RelativeTime";
import { Skeleton } from "@/components/ui/Skeleton";
import { FieldList } from "@/components/workspace/FieldList";
import { groupFields } from "@/components/workspace/groups";
import { TagList } from "@/components/workspace/TagList";
import { WorkspaceAdvice } from "@/components/recommendations/WorkspaceAdvice";
import { catalog, findDataset } from "@/services/catalog";
import { isAwaitingFirst } from "@/services/meta";
import { workspaceAdvice } from "@/services/recommendations";
import { workspaceDetail } from "@/services/workspaces";

export function WorkspaceOverview() {
  const { workspaceId = "" } = useParams();
  const row = useQuery(workspaceDetail(workspaceId)).data;
  const all = useQuery(catalog).data;
  const advice = useQuery(workspaceAdvice(workspaceId));
  const dataset = all ? findDataset(all, "workspaces") : undefined;
  // Advice stands above the facts: coming later, it would push them down.
  if (!row || !dataset || isAwaitingFirst(advice)) {
    return (
      <div className="grid gap-4 lg:grid-cols-2 2xl:grid-cols-3" role="status" aria-label="Loading">
        {Array.from({ length: 6 }, (_, at) => (
          <Skeleton key={at} className="h-72 rounded-lg" />
        ))}
      </div>
    );
  }
  const error = [row.error_code, row.error_message].filter(Boolean).map(String).join(": ");
  return (
    <>
      {error !== "" && <Notice tone="danger">AWS reports {error}</Notice>}
      {typeof row.terminated_at === "string" && (
        <Notice tone="neutral">
          This WorkSpace is gone since <RelativeTime value={row.terminated_at} />
          {row.terminated_by ? `, terminated by ${String(row.terminated_by)}` : ""}. What was known of it is
          kept.
        </Notice>
      )}
      {advice.data && advice.data.items.length > 0 && <WorkspaceAdvice items={advice.data.items} />}
      <div className="columns-1 gap-4 *:mb-4 *:break-inside-avoid lg:columns-2 2xl:columns-3">
        {groupFields(dataset).map(({ group, fields }) => (
          <Card key={group} title={group} bodyClassName="px-4 py-1">
            <FieldList fields={fields} row={row} />
          </Card>
        ))}
        <Card title="Tags">
          <TagList tags={row.tags} />
        </Card>
      </div>
    </>
  );
}
