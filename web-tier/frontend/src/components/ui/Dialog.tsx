import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "@/lib/cn";
import { Button } from "./Button";

interface Props {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: ReactNode;
  children: ReactNode;
  /** Where it stands: in the middle, or along the right or left edge at full height. */
  place?: "middle" | "right" | "left";
  /** There is only text in it: the keyboard scrolls it. */
  reading?: boolean;
  className?: string;
}

const places = {
  middle:
    "top-[8dvh] left-1/2 max-h-[84dvh] w-[min(34rem,calc(100vw-1.5rem))] -translate-x-1/2 rounded-lg border",
  right: "inset-y-0 right-0 w-[min(28rem,100vw)] border-l",
  left: "inset-y-0 left-0 w-[min(19rem,88vw)] border-r",
};

export function firstField(within: HTMLElement): HTMLElement | null {
  return within.querySelector<HTMLElement>("input:not([type=checkbox]),select,textarea");
}

/** The keyboard starts at the first field, else at the dialog itself: on a button it would open its tip. */
function focusContent(event: Event): void {
  const content = event.currentTarget;
  if (!(content instanceof HTMLElement)) return;
  event.preventDefault();
  (firstField(content) ?? content).focus();
}

export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  children,
  place = "middle",
  reading,
  className,
}: Props) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-overlay" />
        <Radix.Content
          className={cn(
            "fixed z-40 flex flex-col border-line-strong bg-raised text-sm shadow-float focus:outline-none",
            places[place],
            className,
          )}
          onOpenAutoFocus={focusContent}
          {...(description ? {} : { "aria-describedby": undefined })}
        >
          <div className="flex items-start gap-3 border-b border-line py-3 pr-12 pl-4">
            <div className="min-w-0 flex-1 py-0.5">
              <Radix.Title className="text-lg font-semibold break-words">{title}</Radix.Title>
              {description && (
                <Radix.Description className="mt-0.5 text-sm text-muted">{description}</Radix.Description>
              )}
            </div>
          </div>
          <div
            className="min-h-0 flex-1 overflow-y-auto"
            // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- text that scrolls is reached by keyboard
            tabIndex={reading ? 0 : undefined}
          >
            {children}
          </div>
          {/* Last, so that the keyboard starts at the content. */}
          <Radix.Close asChild>
            <Button look="quiet" size="icon" aria-label="Close" className="absolute top-3 right-2">
              <X aria-hidden className="size-4" />
            </Button>
          </Radix.Close>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
