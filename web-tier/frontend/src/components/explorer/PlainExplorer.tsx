import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { Rows3 } from "lucide-react";
import { useMemo } from "react";
import { Empty } from "@/components/ui/Empty";
import type { ListSource } from "@/services/listSource";
import { Explorer } from "./Explorer";

interface Props {
  title: string;
  source: (client: QueryClient) => ListSource;
  /** Why there may be nothing. */
  empty: string;
}

/** Rows that are sums already: each leads on, and there is nothing more to tell beside the list. */
export function PlainExplorer({ title, source, empty }: Props) {
  const client = useQueryClient();
  const list = useMemo(() => source(client), [client, source]);
  return (
    <Explorer
      source={list}
      title={title}
      empty={
        <Empty icon={Rows3} title="Nothing yet">
          {empty}
        </Empty>
      }
      renderPeek={() => null}
    />
  );
}
