import type { ReactNode } from "react";
import { cn } from "@/lib/cn";

interface Props {
  title?: string;
  hint?: ReactNode;
  action?: ReactNode;
  children: ReactNode;
  className?: string;
  bodyClassName?: string;
}

/** A titled surface with a hairline border. */
export function Card({ title, hint, action, children, className, bodyClassName }: Props) {
  return (
    <section className={cn("flex min-w-0 flex-col rounded-lg border border-line bg-surface", className)}>
      {title && (
        <header className="flex min-h-11 flex-wrap items-center gap-x-2 gap-y-1 border-b border-line px-4 py-1.5">
          <div className="flex min-w-0 flex-1 basis-32 flex-wrap items-baseline gap-x-2">
            <h2 className="max-w-full text-sm font-semibold">{title}</h2>
            {hint && <span className="max-w-full truncate text-xs text-faint">{hint}</span>}
          </div>
          {action && <div className="ml-auto shrink-0">{action}</div>}
        </header>
      )}
      <div className={cn("min-h-0 flex-1 p-4", bodyClassName)}>{children}</div>
    </section>
  );
}
