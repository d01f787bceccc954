import { lazy, useState } from "react";
import { Button } from "@/components/ui/Button";
import { Card } from "@/components/ui/Card";
import { Dialog } from "@/components/ui/Dialog";
import { DialogPart } from "@/components/ui/DialogPart";

const PasswordForm = lazy(async () => ({ default: (await import("./PasswordForm")).PasswordForm }));

/** One's password, changed in a dialog whose form is loaded when it opens. */
export function PasswordCard() {
  const [open, setOpen] = useState(false);
  return (
    <Card title="Password">
      <p className="mb-3 text-sm text-muted">
        All your sessions end when it changes, this one too. API tokens go on working.
      </p>
      <Button onClick={() => setOpen(true)}>Change the password</Button>
      <Dialog open={open} onOpenChange={setOpen} title="Change the password">
        <DialogPart className="h-70">
          <PasswordForm onDone={() => setOpen(false)} />
        </DialogPart>
      </Dialog>
    </Card>
  );
}
