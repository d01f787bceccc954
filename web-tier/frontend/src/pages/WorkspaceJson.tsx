import { useQuery } from "@tanstack/react-query";
import { useParams } from "react-router-dom";
import { Card } from "@/components/ui/Card";
import { CopyButton } from "@/components/ui/CopyButton";
import { Skeleton } from "@/components/ui/Skeleton";
import { JsonView } from "@/components/ui/JsonView";
import { workspaceDetail } from "@/services/workspaces";

export function WorkspaceJson() {
  const { workspaceId = "" } = useParams();
  const { data } = useQuery(workspaceDetail(workspaceId));
  if (!data) return <Skeleton className="h-96 rounded-lg" />;
  const { raw, ...record } = data;
  const parts = [
    { title: "AWS’s answer", value: raw, copy: "Copy AWS’s answer" },
    { title: "Our record", value: record, copy: "Copy our record" },
  ];
  return (
    <div className="grid items-start gap-4 xl:grid-cols-2">
      {parts.map(({ title, value, copy }) => (
        <Card
          key={title}
          title={title}
          bodyClassName="p-0"
          action={value ? <CopyButton text={JSON.stringify(value, null, 2)} label={copy} /> : undefined}
        >
          {value ? (
            <JsonView value={value} label={title} />
          ) : (
            <p className="p-4 text-sm text-faint">unknown</p>
          )}
        </Card>
      ))}
    </div>
  );
}
