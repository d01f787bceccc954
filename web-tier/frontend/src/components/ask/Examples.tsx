import { useQuery } from "@tanstack/react-query";
import type { Facets } from "@/api/types";
import { Skeleton } from "@/components/ui/Skeleton";
import { tagKeys } from "@/services/dimensions";
import { fleetFacets, LONG_DAYS } from "@/services/fleet";
import { isAwaitingFirst } from "@/services/meta";

/** Questions about what there is: the commonest values of the fleet itself. */
export function examples(facets: Facets | undefined, tags: string[]): string[] {
  const first = (name: string) =>
    facets?.facets
      .find((each) => each.field === name)
      ?.values.flatMap((each) => (each.value === null ? [] : [each.label ?? String(each.value)]))[0];
  const [region, account, size, tag] = [
    first("region"),
    first("account_name"),
    first("compute_type"),
    tags[0],
  ];
  return [
    "How many WorkSpaces are there by Region?",
    `Which AlwaysOn WorkSpaces${region ? ` in ${region}` : ""} have not been used for ${LONG_DAYS} days?`,
    ...(account ? [`What did ${account} cost last month?`] : []),
    "Top 10 users by cost last month",
    ...(size && account ? [`How many ${size} WorkSpaces are in ${account}?`] : []),
    ...(tag ? [`Cost last month by tag ${tag}`] : []),
    "Connected hours by month this year",
    "Who terminated WorkSpaces last week?",
  ];
}

/** What can be asked here, as questions to press. */
export function Examples({ onAsk }: { onAsk: (question: string) => void }) {
  const facets = useQuery(fleetFacets);
  const tags = useQuery(tagKeys);
  if (isAwaitingFirst(facets) || isAwaitingFirst(tags)) return <Skeleton className="h-72 rounded-lg" />;
  return (
    <section className="flex flex-col gap-2">
      <h2 className="text-sm font-semibold">For example</h2>
      <ul className="grid gap-2 sm:grid-cols-2">
        {examples(facets.data, tags.data ?? []).map((each) => (
          <li key={each} className="flex">
            <button
              type="button"
              onClick={() => onAsk(each)}
              className="min-h-12 w-full rounded-lg border border-line bg-surface px-3 py-2 text-left text-sm hover:border-line-strong hover:bg-hover"
            >
              {each}
            </button>
          </li>
        ))}
      </ul>
      <p className="text-xs text-faint">
        Questions only read, with your own rights. Every number in an answer comes from the rows below it.
      </p>
    </section>
  );
}
