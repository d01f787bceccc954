import { zodResolver } from "@hookform/resolvers/zod";
import { useQuery } from "@tanstack/react-query";
import { Eye, EyeOff } from "lucide-react";
import { useEffect, useState } from "react";
import { useForm } from "react-hook-form";
import { Navigate, useSearchParams } from "react-router-dom";
import { z } from "zod";
import { asApiError } from "@/api/problem";
import { session } from "@/api/session";
import { Field } from "@/components/forms/Field";
import { TextInput } from "@/components/forms/TextInput";
import { DemoBanner } from "@/components/shell/DemoBanner";
import { Splash } from "@/components/shell/Splash";
import { Button } from "@/components/ui/Button";
import { IconButton } from "@/components/ui/IconButton";
import { Logo } from "@/components/ui/Logo";
import { Notice } from "@/components/ui/Notice";
import { formatDuration } from "@/lib/format";
import { useSignIn, useToken } from "@/services/auth";
import { isAwaitingFirst, meta } from "@/services/meta";

const form = z.object({
  username: z.string().trim().min(1, "Enter your user name"),
  password: z.string().min(1, "Enter your password"),
  otp: z.string().trim(),
});

/** Only addresses of this application are gone back to. */
function safeNext(next: string | null): string {
  return next && /^\/(?![/\\])/.test(next) ? next : "/";
}

function explain(error: unknown): string {
  const problem = asApiError(error);
  if (problem.secondFactor) return problem.message;
  if (problem.status === 401) return "The user name or the password is not right.";
  if (problem.status === 429) {
    const wait = problem.retryAfter ? formatDuration(problem.retryAfter * 1000) : "a few minutes";
    return `Too many attempts. Try again in ${wait}.`;
  }
  if (problem.status === 0) return "The server cannot be reached. Check the network and try again.";
  return `${problem.title}. ${problem.detail ?? ""}`.trim();
}

const isFirstAsking = (error: unknown) => asApiError(error).secondFactor === "required";

export function SignIn() {
  const token = useToken();
  const [params] = useSearchParams();
  const [shown, setShown] = useState(false);
  const about = useQuery(meta);
  const signIn = useSignIn();
  const [asked, setAsked] = useState(false);
  const { register, handleSubmit, formState, setFocus, resetField } = useForm<z.infer<typeof form>>({
    resolver: zodResolver(form),
    defaultValues: { username: "", password: "", otp: "" },
  });
  useEffect(() => {
    if (asked) setFocus("otp");
  }, [asked, setFocus]);
  useEffect(() => {
    document.title = "Sign in · WorkSpaces Inventory";
  }, []);
  const waiting = isAwaitingFirst(about);
  useEffect(() => {
    if (!waiting) setFocus("username");
  }, [setFocus, waiting]);
  if (token) return <Navigate to={safeNext(params.get("next"))} replace />;
  if (waiting) return <Splash />;
  const submit = handleSubmit(({ otp, ...values }) =>
    signIn.mutate(otp ? { ...values, otp } : values, {
      onError: (error) => {
        const problem = asApiError(error);
        if (problem.secondFactor) {
          setAsked(true);
          resetField("otp");
          if (asked) setFocus("otp");
          return;
        }
        if (problem.status !== 401) return;
        resetField("password");
        setFocus("password");
      },
    }),
  );
  const ended = session.endReason();
  return (
    <div className="flex min-h-dvh flex-col bg-canvas">
      <DemoBanner />
      <main className="flex flex-1 flex-col items-center px-4 pt-[14dvh] pb-10">
        <div className="w-full max-w-88">
          <div className="mb-6 flex flex-col items-center gap-3 text-center">
            <Logo className="size-11" />
            <h1 className="text-xl font-semibold tracking-tight">WorkSpaces Inventory</h1>
          </div>
          <form
            noValidate
            aria-label="Sign in"
            onSubmit={(event) => void submit(event)}
            className="flex flex-col gap-4 rounded-lg border border-line bg-surface p-5"
          >
            {ended === "expired" && !signIn.error && (
              <Notice tone="warn">Your session has ended. Sign in again to go on where you were.</Notice>
            )}
            {ended === "signed-out" && !signIn.error && <Notice tone="neutral">You are signed out.</Notice>}
            {signIn.error && (
              <Notice tone={isFirstAsking(signIn.error) ? "neutral" : "danger"}>
                {explain(signIn.error)}
              </Notice>
            )}
            <Field label="User name" error={formState.errors.username?.message}>
              {(control) => (
                <TextInput
                  {...control}
                  {...register("username")}
                  autoComplete="username"
                  autoCapitalize="none"
                  spellCheck={false}
                  className="h-9"
                />
              )}
            </Field>
            <Field label="Password" error={formState.errors.password?.message}>
              {(control) => (
                <div className="relative">
                  <TextInput
                    {...control}
                    {...register("password")}
                    type={shown ? "text" : "password"}
                    autoComplete="current-password"
                    className="h-9 pr-9"
                  />
                  <IconButton
                    label={shown ? "Hide the password" : "Show the password"}
                    size="icon-sm"
                    className="absolute top-1 right-1"
                    onClick={() => setShown(!shown)}
                  >
                    {shown ? (
                      <EyeOff aria-hidden className="size-4" />
                    ) : (
                      <Eye aria-hidden className="size-4" />
                    )}
                  </IconButton>
                </div>
              )}
            </Field>
            {asked && (
              <Field label="Code" hint="From your app for one-time codes, or a recovery code.">
                {(control) => (
                  <TextInput
                    {...control}
                    {...register("otp")}
                    autoComplete="one-time-code"
                    inputMode="text"
                    autoCapitalize="none"
                    spellCheck={false}
                    maxLength={40}
                    className="h-9 font-mono"
                  />
                )}
              </Field>
            )}
            <Button look="primary" size="lg" type="submit" busy={signIn.isPending} className="mt-1">
              Sign in
            </Button>
          </form>
          <p className="mt-4 min-h-10 text-center text-xs text-faint">
            {about.data?.demo &&
              "The administrator’s password was printed when this demo was started for the first time."}
          </p>
        </div>
      </main>
    </div>
  );
}
