import { Link } from "react-router-dom";

/** Tags as key and value, each leading to the WorkSpaces that share it. */
export function TagList({ tags }: { tags: unknown }) {
  const pairs = tags && typeof tags === "object" ? Object.entries(tags) : [];
  if (tags === null || tags === undefined) return <p className="text-sm text-faint">unknown</p>;
  if (!pairs.length) return <p className="text-sm text-faint">No tags</p>;
  return (
    <ul className="flex flex-wrap gap-1.5">
      {pairs.map(([key, value]) => (
        <li key={key} className="max-w-full min-w-0">
          <Link
            to={`/workspaces?${new URLSearchParams({ [`tag.${key}`]: String(value) }).toString()}`}
            title={`WorkSpaces with ${key} = ${String(value)}`}
            className="flex max-w-full items-stretch overflow-hidden rounded-md border border-line text-xs hover:border-line-strong"
          >
            <bdi className="truncate border-r border-line bg-sunken px-1.5 py-0.5 text-muted">{key}</bdi>
            <bdi className="truncate px-1.5 py-0.5">{String(value) || "(empty)"}</bdi>
          </Link>
        </li>
      ))}
    </ul>
  );
}
