import { Suspense, useLayoutEffect, useRef, type ReactNode } from "react";
import { firstField } from "./Dialog";

function Arrived({ children }: { children: ReactNode }) {
  const part = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const dialog = part.current?.closest("[role=dialog]");
    if (part.current && dialog === document.activeElement) firstField(part.current)?.focus();
  }, []);
  return <div ref={part}>{children}</div>;
}

interface Props {
  /** A height about that of what comes, so that the dialog does not jump. */
  className: string;
  children: ReactNode;
}

/** What of a dialog is loaded only once it opens; the keyboard then still starts at its first field. */
export function DialogPart({ className, children }: Props) {
  return (
    <Suspense fallback={<div className={className} data-loading />}>
      <Arrived>{children}</Arrived>
    </Suspense>
  );
}
