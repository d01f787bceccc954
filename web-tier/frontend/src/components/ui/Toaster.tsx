import { CircleAlert, CircleCheck, X } from "lucide-react";
import { Toast } from "radix-ui";
import { useSyncExternalStore } from "react";
import { toasts } from "@/lib/toasts";
import { IconButton } from "./IconButton";

/** Short messages about what just happened, in a corner, announced politely. */
export function Toaster() {
  const list = useSyncExternalStore(toasts.subscribe, toasts.get);
  return (
    <Toast.Provider duration={6_000} swipeDirection="right">
      {list.map((toast) => (
        <Toast.Root
          key={toast.id}
          onOpenChange={(open) => {
            if (!open) toasts.drop(toast.id);
          }}
          className="flex animate-appear items-start gap-2 rounded-lg border border-line-strong bg-raised py-2 pr-1 pl-3 text-sm shadow-float"
        >
          {toast.tone === "ok" ? (
            <CircleCheck aria-hidden className="mt-1 size-4 shrink-0 text-ok" />
          ) : (
            <CircleAlert aria-hidden className="mt-1 size-4 shrink-0 text-danger" />
          )}
          <Toast.Description className="min-w-0 flex-1 py-0.5 break-words">{toast.text}</Toast.Description>
          <Toast.Close asChild>
            <IconButton label="Dismiss" size="icon-sm">
              <X aria-hidden className="size-3.5" />
            </IconButton>
          </Toast.Close>
        </Toast.Root>
      ))}
      <Toast.Viewport className="fixed right-3 bottom-3 z-50 flex w-[min(24rem,calc(100vw-1.5rem))] flex-col gap-2 outline-none" />
    </Toast.Provider>
  );
}
