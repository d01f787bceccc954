import { memo, type ReactNode } from "react";

const TOKEN = /("(?:\\.|[^"\\])*")(\s*:)?|\b(true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

function paint(text: string): ReactNode[] {
  const parts: ReactNode[] = [];
  let at = 0;
  for (const match of text.matchAll(TOKEN)) {
    if (match.index > at) parts.push(text.slice(at, match.index));
    const [whole, quoted, colon, word] = match;
    const look = quoted ? (colon ? "text-accent-ink" : "text-ok") : word ? "text-info" : "text-warn";
    parts.push(
      <span key={match.index} className={look}>
        {quoted ?? whole}
      </span>,
    );
    if (colon) parts.push(colon);
    at = match.index + whole.length;
  }
  parts.push(text.slice(at));
  return parts;
}

/** JSON as it is, indented and coloured. Everything is text: nothing in it is ever markup. */
export const JsonView = memo(function JsonView({ value, label }: { value: unknown; label: string }) {
  return (
    <pre
      // Long documents scroll, so that it must be within the keyboard's reach.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      aria-label={label}
      role="region"
      className="overflow-x-auto p-4 font-mono text-xs leading-5 whitespace-pre-wrap [overflow-wrap:anywhere]"
    >
      {paint(JSON.stringify(value, null, 2))}
    </pre>
  );
});
