import { Skeleton } from "@/components/ui/Skeleton";

/** The overview before its numbers are there, in its final shape, below its head. */
export function OverviewSkeleton() {
  return (
    <div role="status" aria-label="Loading" className="flex flex-col gap-4">
      <Skeleton className="h-59 rounded-lg xl:h-29.5" />
      <div className="grid gap-4 xl:grid-cols-2">
        <Skeleton className="h-87 rounded-lg" />
        <Skeleton className="h-87 rounded-lg" />
      </div>
      <div className="grid gap-4 xl:grid-cols-2">
        <Skeleton className="h-84 rounded-lg" />
        <Skeleton className="h-84 rounded-lg" />
      </div>
      <div className="grid gap-4 md:grid-cols-2 xl:grid-cols-3">
        {Array.from({ length: 6 }, (_, at) => (
          <Skeleton key={at} className="h-68 rounded-lg" />
        ))}
      </div>
    </div>
  );
}
