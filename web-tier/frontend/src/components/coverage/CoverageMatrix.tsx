import { collectorText } from "@/services/collectors";
import type { CoverageItem } from "@/api/types";
import { RelativeTime } from "@/components/ui/RelativeTime";
import { Status } from "@/components/ui/Status";
import { formatCount } from "@/lib/format";

interface Place {
  key: string;
  account: string;
  accountId: string;
  region: string;
  cells: Map<string, CoverageItem>;
}

function group(items: CoverageItem[]): { places: Place[]; collectors: string[] } {
  const places = new Map<string, Place>();
  const collectors = new Set<string>();
  for (const item of items) {
    const key = `${item.account_id} ${item.region}`;
    const place = places.get(key) ?? {
      key,
      account: item.account_name ?? item.account_id,
      accountId: item.account_id,
      region: item.region,
      cells: new Map<string, CoverageItem>(),
    };
    place.cells.set(item.collector, item);
    places.set(key, place);
    collectors.add(item.collector);
  }
  return { places: [...places.values()], collectors: [...collectors] };
}

/** Accounts and Regions down, kinds of data across. */
export function CoverageMatrix({ items }: { items: CoverageItem[] }) {
  const { places, collectors } = group(items);
  return (
    <div
      role="region"
      aria-label="Coverage by account and Region"
      // It scrolls sideways on narrow screens, so that it must be within the keyboard's reach.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      className="overflow-x-auto rounded-lg border border-line bg-surface"
    >
      <table
        className="w-full text-sm"
        aria-label={`Coverage of ${formatCount(places.length, "place")}`}
        style={{ minWidth: `${22 + collectors.length * 8.5}rem` }}
      >
        <thead>
          <tr className="border-b border-line text-left text-xs text-muted">
            <th scope="col" className="left-0 h-9 bg-surface px-4 font-medium sm:sticky">
              Account
            </th>
            <th scope="col" className="px-3 font-medium">
              Region
            </th>
            {collectors.map((collector) => (
              <th key={collector} scope="col" className="px-3 font-medium">
                {collectorText(collector)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {places.map((place) => (
            <tr key={place.key} className="h-12 border-b border-line last:border-0 ">
              <th scope="row" className="left-0 max-w-60 bg-surface px-4 text-left font-medium sm:sticky">
                <bdi className="block truncate" title={place.account}>
                  {place.account}
                </bdi>
                {place.account !== place.accountId && (
                  <span className="block font-mono text-2xs font-normal text-faint">{place.accountId}</span>
                )}
              </th>
              <td className="px-3 whitespace-nowrap">{place.region}</td>
              {collectors.map((collector) => {
                const cell = place.cells.get(collector);
                return (
                  <td key={collector} className="px-3" title={cell?.error ?? undefined}>
                    {cell ? (
                      <>
                        <Status family="coverage" value={cell.status} />
                        <RelativeTime
                          value={cell.last_good_at}
                          none="never read"
                          className="block pl-5 text-2xs text-faint"
                        />
                      </>
                    ) : (
                      <span className="text-faint">not read</span>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
