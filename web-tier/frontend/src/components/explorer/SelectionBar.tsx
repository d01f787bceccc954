import { Copy, X } from "lucide-react";
import { Button } from "@/components/ui/Button";
import { formatCount } from "@/lib/format";
import { toasts } from "@/lib/toasts";

interface Props {
  ids: string[];
  noun: [string, string];
  onClear: () => void;
}

/** What can be done with the selected rows. */
export function SelectionBar({ ids, noun, onClear }: Props) {
  if (!ids.length) return null;
  const copy = async () => {
    await navigator.clipboard.writeText(ids.join("\n"));
    toasts.show(`${formatCount(ids.length, "id")} copied.`);
  };
  return (
    <div
      role="region"
      aria-label="Selection"
      className="absolute bottom-4 left-1/2 z-30 flex -translate-x-1/2 items-center gap-1 rounded-lg border border-line-strong bg-raised py-1 pr-1 pl-3 text-sm whitespace-nowrap shadow-float"
    >
      <span className="pr-2 font-medium tnum" role="status">
        {formatCount(ids.length, noun[0], noun[1])} selected
      </span>
      <Button size="sm" onClick={() => void copy()}>
        <Copy aria-hidden className="size-3.5" /> Copy ids
      </Button>
      <Button size="sm" look="quiet" onClick={onClear}>
        <X aria-hidden className="size-3.5" /> Clear
      </Button>
    </div>
  );
}
