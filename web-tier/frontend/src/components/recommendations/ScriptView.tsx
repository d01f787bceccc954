import { Download } from "lucide-react";
import type { AdviceScript } from "@/api/types";
import { Button } from "@/components/ui/Button";
import { CopyButton } from "@/components/ui/CopyButton";
import { Notice } from "@/components/ui/Notice";
import { formatCount } from "@/lib/format";
import { saveFile } from "@/lib/saveFile";

/** Those left out, by their reason. */
export function byReason(left: AdviceScript["left_out"]): [string, number[]][] {
  const reasons = new Map<string, number[]>();
  for (const { id, reason } of left) reasons.set(reason, [...(reasons.get(reason) ?? []), id]);
  return [...reasons].sort((a, b) => b[1].length - a[1].length);
}

/** A script to read before it is run: what it does by itself, what is not in it, and the text. */
export function ScriptView({ made }: { made: AdviceScript }) {
  const save = () => saveFile(made.filename, new Blob([made.script], { type: "text/x-shellscript" }));
  return (
    <div className="flex flex-col gap-3 p-4">
      <Notice tone="info">
        Run as it is, it only says what it would do. <code className="font-mono text-xs">WSI_APPLY=1</code>{" "}
        makes it act; deleting takes <code className="font-mono text-xs">WSI_DELETE=1</code> beside it. Before
        each step it looks whether the WorkSpace is still as it was.
      </Notice>
      {byReason(made.left_out).map(([reason, ids]) => (
        <Notice key={reason} tone="warn">
          {formatCount(ids.length, "is not in it", "are not in it")}: {reason}{" "}
          <span className="text-xs tnum">
            ({ids.slice(0, 8).join(", ")}
            {ids.length > 8 ? ", …" : ""})
          </span>
        </Notice>
      ))}
      <div className="flex flex-wrap items-center gap-2">
        <span className="min-w-0 flex-1 truncate font-mono text-xs text-muted">{made.filename}</span>
        <CopyButton text={made.script} label="Copy the script" className="size-8" />
        <Button look="primary" onClick={save}>
          <Download aria-hidden className="size-3.5" /> Download
        </Button>
      </div>
      <pre
        // Long, so that it must be within the keyboard's reach.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        role="region"
        aria-label="Script"
        className="max-h-[46dvh] overflow-auto rounded-md border border-line bg-sunken p-3 font-mono text-xs leading-5"
      >
        {made.script}
      </pre>
    </div>
  );
}
