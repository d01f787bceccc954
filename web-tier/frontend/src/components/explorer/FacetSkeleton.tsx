import { Skeleton } from "@/components/ui/Skeleton";

/** The facets before their first counts. */
export function FacetSkeleton() {
  return (
    <div className="flex flex-col gap-3.5 px-3 py-4" role="status" aria-label="Loading the facets">
      {Array.from({ length: 20 }, (_, at) => (
        <Skeleton key={at} className={at % 6 === 0 ? "h-3.5 w-1/3" : "h-3"} />
      ))}
    </div>
  );
}
