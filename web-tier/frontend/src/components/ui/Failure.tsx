import { CloudOff, Lock, RotateCw, SearchX, TriangleAlert } from "lucide-react";
import { asApiError } from "@/api/problem";
import { cn } from "@/lib/cn";
import { Button } from "./Button";
import { CopyButton } from "./CopyButton";

interface Props {
  /** What could not be done: "load the WorkSpaces". */
  what: string;
  error: unknown;
  onRetry?: (() => void) | undefined;
  retrying?: boolean;
  className?: string;
}

const ICONS: Record<number, typeof Lock> = { 0: CloudOff, 403: Lock, 404: SearchX };

/** The failed face of a part of the screen: what, why, the request's id, and another try. */
export function Failure({ what, error, onRetry, retrying = false, className }: Props) {
  const problem = asApiError(error);
  const Icon = ICONS[problem.status] ?? TriangleAlert;
  return (
    <div
      role="alert"
      className={cn("flex flex-col items-center justify-center gap-1.5 px-6 py-10 text-center", className)}
    >
      <Icon aria-hidden className="mb-1 size-5 text-danger" />
      <p className="text-base font-medium">Could not {what}</p>
      <p className="max-w-prose text-sm break-words text-muted">
        {problem.title}
        {problem.detail && problem.detail !== problem.title ? `. ${problem.detail}` : "."}
      </p>
      {problem.requestId && (
        <p className="flex items-center gap-1 text-xs text-faint">
          Request <code className="font-mono break-all">{problem.requestId}</code>
          <CopyButton text={problem.requestId} label="Copy the request id" />
        </p>
      )}
      {onRetry && (
        <Button className="mt-2" onClick={onRetry} busy={retrying}>
          {!retrying && <RotateCw aria-hidden className="size-3.5" />}
          Try again
        </Button>
      )}
    </div>
  );
}
