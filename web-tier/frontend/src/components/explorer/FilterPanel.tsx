import { lazy, Suspense, type ComponentProps } from "react";

const FilterEditor = lazy(async () => ({ default: (await import("./FilterEditor")).FilterEditor }));

/** The editor of a filter, loaded only once one is written. */
export function FilterPanel(props: ComponentProps<typeof FilterEditor>) {
  return (
    <Suspense fallback={<div className="h-81" />}>
      <FilterEditor {...props} />
    </Suspense>
  );
}
