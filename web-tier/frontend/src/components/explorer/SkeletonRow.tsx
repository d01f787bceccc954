import { Skeleton } from "@/components/ui/Skeleton";

interface Props {
  columns: number;
  height: number;
  index: number;
}

/** A row that is on its way. */
export function SkeletonRow({ columns, height, index }: Props) {
  return (
    <tr aria-hidden style={{ height }}>
      <td className="border-b border-line" />
      {Array.from({ length: columns }, (_, at) => (
        <td key={at} className="border-b border-line px-2.5">
          <Skeleton className={(index + at) % 3 === 0 ? "h-3 w-3/4" : "h-3 w-1/2"} />
        </td>
      ))}
    </tr>
  );
}
