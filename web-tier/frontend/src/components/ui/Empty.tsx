import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/lib/cn";

interface Props {
  icon: LucideIcon;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  /** It is all there is on the page, so its title is the page's heading. */
  page?: boolean;
  className?: string;
}

/** The empty face: why there is nothing, and the action that fills it. */
export function Empty({ icon: Icon, title, children, action, page = false, className }: Props) {
  const Title = page ? "h1" : "p";
  return (
    <div
      className={cn("flex flex-col items-center justify-center gap-1.5 px-6 py-12 text-center", className)}
    >
      <Icon aria-hidden className="mb-1 size-5 text-faint" />
      <Title className="text-base font-medium">{title}</Title>
      {children && <div className="max-w-prose text-sm text-muted">{children}</div>}
      {action && <div className="mt-2 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}
