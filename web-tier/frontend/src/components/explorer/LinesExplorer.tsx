import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { Rows3 } from "lucide-react";
import { lazy, Suspense, useMemo, type ReactNode } from "react";
import { Empty } from "@/components/ui/Empty";
import type { ListSource } from "@/services/listSource";
import { Explorer } from "./Explorer";

const WorkspacePeek = lazy(async () => ({
  default: (await import("@/components/workspace/WorkspacePeek")).WorkspacePeek,
}));

interface Props {
  title: string;
  source: (client: QueryClient) => ListSource;
  banner?: ReactNode;
  /** What there is not, and why there may be nothing. */
  emptyTitle?: string;
  empty: string;
  /** Which of the words of a row's key is the WorkSpace's id; without one there is no preview. */
  idAt?: number;
}

/** The rows behind a number of a chart; the preview is the WorkSpace that a row belongs to. */
export function LinesExplorer({ title, source, banner, emptyTitle, empty, idAt }: Props) {
  const client = useQueryClient();
  const list = useMemo(() => source(client), [client, source]);
  return (
    <Explorer
      source={list}
      title={title}
      banner={banner}
      empty={
        <Empty icon={Rows3} title={emptyTitle ?? "Nothing yet"}>
          {empty}
        </Empty>
      }
      renderPeek={
        idAt === undefined
          ? undefined
          : (key, close) => (
              <Suspense>
                <WorkspacePeek key={key} id={key.split(" ")[idAt] ?? key} onClose={close} />
              </Suspense>
            )
      }
    />
  );
}
