import type { ReactNode } from "react";
import { Page } from "./Page";
import { Skeleton } from "./Skeleton";

interface Props {
  title: string;
  above?: ReactNode;
}

/**
 * A page before what it is about is there. It is replaced as a whole, since a head that grows line by
 * line would push the rest down.
 */
export function PageSkeleton({ title, above }: Props) {
  return (
    <Page title={title} above={above} description={<Skeleton className="h-5 w-72 max-w-full" />}>
      <div role="status" aria-label="Loading" className="flex flex-col gap-4">
        <Skeleton className="h-10 rounded-lg" />
        <Skeleton className="h-96 rounded-lg" />
      </div>
    </Page>
  );
}
