import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/lib/cn";
import type { Tone } from "./tones";

const looks: Record<Tone, { icon: typeof Info; box: string }> = {
  neutral: { icon: Info, box: "bg-sunken text-muted" },
  info: { icon: Info, box: "bg-info-soft text-info" },
  ok: { icon: CircleCheck, box: "bg-ok-soft text-ok" },
  warn: { icon: TriangleAlert, box: "bg-warn-soft text-warn" },
  danger: { icon: CircleAlert, box: "bg-danger-soft text-danger" },
};

interface Props {
  tone: Tone;
  children: ReactNode;
  action?: ReactNode;
  className?: string;
}

/** A message in the flow of the page. Failures are announced at once, the rest politely. */
export function Notice({ tone, children, action, className }: Props) {
  const { icon: Icon, box } = looks[tone];
  return (
    <div
      role={tone === "danger" ? "alert" : "status"}
      className={cn("flex items-start gap-2 rounded-md px-3 py-2 text-sm", box, className)}
    >
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="flex min-w-0 flex-1 flex-wrap items-start gap-x-4 gap-y-1">
        <div className="min-w-0 flex-1 basis-52 break-words">{children}</div>
        {action}
      </div>
    </div>
  );
}
