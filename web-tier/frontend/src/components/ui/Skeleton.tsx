import { cn } from "@/lib/cn";

/** A grey stand-in of the final size while something loads. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={cn("block animate-pulse-soft rounded-sm bg-sunken", className)} />;
}
