import { cn } from "@/lib/cn";

interface Props {
  done: number;
  total: number;
  label: string;
  className?: string;
}

/** How far something is; a moving bar while the total is not known. */
export function ProgressBar({ done, total, label, className }: Props) {
  const known = total > 0;
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={known ? total : undefined}
      aria-valuenow={known ? done : undefined}
      className={cn("h-1 overflow-hidden rounded-full bg-sunken", className)}
    >
      <div
        className={cn("h-full rounded-full bg-accent transition-[width]", !known && "w-1/3 animate-slide")}
        style={known ? { width: `${(done / total) * 100}%` } : undefined}
      />
    </div>
  );
}
