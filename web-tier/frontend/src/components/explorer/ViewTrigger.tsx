import { Bookmark, ChevronDown } from "lucide-react";
import { forwardRef, type ComponentPropsWithoutRef } from "react";
import { Button } from "@/components/ui/Button";

interface Props extends ComponentPropsWithoutRef<typeof Button> {
  /** The name of the chosen view. */
  view: string | undefined;
  edited?: boolean;
}

/** What opens the menu of views: the name of the one that is shown. */
export const ViewTrigger = forwardRef<HTMLButtonElement, Props>(function ViewTrigger(
  { view, edited = false, ...rest },
  ref,
) {
  return (
    <Button
      ref={ref}
      size="sm"
      className="max-w-64 min-w-0 shrink"
      aria-label={view ? `View ${view}` : "Views"}
      {...rest}
    >
      <Bookmark aria-hidden className="size-3.5 text-muted" />
      <bdi className="min-w-0 truncate">{view ?? "Views"}</bdi>
      {edited && <span className="font-normal text-muted">edited</span>}
      <ChevronDown aria-hidden className="size-3.5 text-muted" />
    </Button>
  );
});
