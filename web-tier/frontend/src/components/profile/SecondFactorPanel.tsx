import { useQuery } from "@tanstack/react-query";
import { ShieldCheck } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/Button";
import { Failure } from "@/components/ui/Failure";
import { Notice } from "@/components/ui/Notice";
import { RelativeTime } from "@/components/ui/RelativeTime";
import { Skeleton } from "@/components/ui/Skeleton";
import { formatCount } from "@/lib/format";
import { toasts } from "@/lib/toasts";
import { useMe } from "@/services/auth";
import {
  secondFactor,
  useConfirmSecondFactor,
  useOfferSecondFactor,
  useRemoveSecondFactor,
} from "@/services/secondFactor";
import { OneField } from "./OneField";
import { RecoveryCodeList } from "./RecoveryCodeList";

const PASSWORD = { type: "password", autoComplete: "current-password" } as const;
const CODE = { autoComplete: "one-time-code", inputMode: "numeric", maxLength: 7 } as const;

/** The second factor of the person who looks: set up in two steps, or taken away. */
export function SecondFactorPanel() {
  const state = useQuery(secondFactor);
  const needed = useMe().second_factor_needed;
  const [step, setStep] = useState<"rest" | "begin" | "remove">("rest");
  const offer = useOfferSecondFactor();
  const confirm = useConfirmSecondFactor();
  const remove = useRemoveSecondFactor();
  const rest = () => {
    setStep("rest");
    for (const each of [offer, confirm, remove]) each.reset();
  };
  if (state.isError && !state.data) {
    return (
      <Failure
        what="load your second factor"
        error={state.error}
        onRetry={() => void state.refetch()}
        retrying={state.isFetching}
      />
    );
  }
  if (!state.data) {
    return (
      <div role="status" aria-label="Loading">
        <Skeleton className="h-16" />
      </div>
    );
  }
  if (confirm.data) return <RecoveryCodeList codes={confirm.data.codes} onDone={rest} />;
  if (offer.data) {
    return (
      <div className="flex flex-col gap-3 text-sm">
        <p>Scan this with an app for one-time codes, then enter the code that it shows.</p>
        <img
          src={offer.data.qr}
          alt="QR code with the secret for your app"
          className="size-44 self-start rounded-md border border-line"
        />
        <p className="text-xs text-muted">
          Or type it: <code className="font-mono [overflow-wrap:anywhere] text-ink">{offer.data.secret}</code>
        </p>
        <OneField
          label="Code of the app"
          action="Turn on"
          input={CODE}
          busy={confirm.isPending}
          error={confirm.error}
          onSubmit={(code) => confirm.mutate(code)}
          onCancel={rest}
        />
      </div>
    );
  }
  if (step === "begin") {
    return (
      <OneField
        label="Your password"
        action="Go on"
        input={PASSWORD}
        busy={offer.isPending}
        error={offer.error}
        onSubmit={(password) => offer.mutate(password)}
        onCancel={rest}
      />
    );
  }
  if (step === "remove") {
    return (
      <OneField
        label="Your password"
        action="Turn off"
        input={PASSWORD}
        busy={remove.isPending}
        error={remove.error}
        onSubmit={(password) =>
          remove.mutate(password, {
            onSuccess: () => {
              rest();
              toasts.show("You sign in with the password alone.");
            },
          })
        }
        onCancel={rest}
      />
    );
  }
  return (
    <div className="flex flex-col gap-3 text-sm">
      {needed && (
        <Notice tone="warn">
          Administrators need a second factor. Until it is set up you can only read.
        </Notice>
      )}
      {state.data.is_on ? (
        <p className="flex items-center gap-2">
          <ShieldCheck aria-hidden className="size-4 shrink-0 text-ok" />
          <span>
            On since <RelativeTime value={state.data.since} />,{" "}
            {formatCount(state.data.recovery_codes_left, "recovery code")} left.
          </span>
        </p>
      ) : (
        <p className="text-muted">
          With it, signing in also asks for a code that only your phone knows. A stolen password is then not
          enough.
        </p>
      )}
      <Button className="self-start" onClick={() => setStep(state.data.is_on ? "remove" : "begin")}>
        {state.data.is_on ? "Turn off" : "Set up"}
      </Button>
    </div>
  );
}
