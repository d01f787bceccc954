import { zodResolver } from "@hookform/resolvers/zod";
import { useForm } from "react-hook-form";
import { z } from "zod";
import type { Capability } from "@/api/types";
import { CheckList } from "@/components/forms/CheckList";
import { Field } from "@/components/forms/Field";
import { FormFooter } from "@/components/forms/FormFooter";
import { Select } from "@/components/forms/Select";
import { TextInput } from "@/components/forms/TextInput";
import { Button } from "@/components/ui/Button";
import { CopyButton } from "@/components/ui/CopyButton";
import { Notice } from "@/components/ui/Notice";
import { useMe } from "@/services/auth";
import { showServerErrors } from "@/services/serverErrors";
import { CAPABILITIES, useCreateToken } from "@/services/tokens";

const LIVES = [
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "180", label: "180 days" },
  { value: "365", label: "A year" },
  { value: "", label: "It never ends" },
];

const form = z.object({
  name: z.string().trim().min(1, "Enter a name").max(100, "At most 100 characters"),
  scope: z.array(z.string()).min(1, "Choose what it may do"),
  days: z.string(),
});

/** The token itself, in sight for the only time. */
function Made({ name, token, onDone }: { name: string; token: string; onDone: () => void }) {
  return (
    <div className="flex flex-col gap-4 p-4">
      <Notice tone="warn">Copy it now: it is not kept here, so it cannot be shown again.</Notice>
      <div className="flex items-center gap-2 rounded-md border border-line bg-sunken py-1.5 pr-1.5 pl-3">
        <code aria-label={`Token ${name}`} className="min-w-0 flex-1 font-mono text-xs break-all">
          {token}
        </code>
        <CopyButton text={token} label="Copy the token" />
      </div>
      <p className="text-xs text-muted">
        Scripts send it as <code className="font-mono">Authorization: Bearer …</code>; the command line reads
        it from <code className="font-mono">WSI_TOKEN</code>.
      </p>
      <div className="flex justify-end">
        <Button look="primary" onClick={onDone}>
          I have copied it
        </Button>
      </div>
    </div>
  );
}

/** Name, rights and end of a new token; then the token. */
export function TokenForm({ onDone }: { onDone: () => void }) {
  const { permissions } = useMe();
  const create = useCreateToken();
  const { register, handleSubmit, formState, setError, watch, setValue } = useForm<z.infer<typeof form>>({
    resolver: zodResolver(form),
    defaultValues: { name: "", scope: ["read"], days: "90" },
  });
  const submit = handleSubmit(({ name, scope, days }) =>
    create.mutate(
      { name, scope: scope as Capability[], expires_in_days: days ? Number(days) : null },
      { onError: (error) => showServerErrors(error, ["name", "scope"] as const, setError) },
    ),
  );
  if (create.data) return <Made name={create.data.name} token={create.data.token} onDone={onDone} />;
  const errors = formState.errors;
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-4 p-4">
      <Field label="Name" hint="What will use it." error={errors.name?.message}>
        {(control) => <TextInput {...control} {...register("name")} autoComplete="off" />}
      </Field>
      <CheckList
        label="It may"
        hint="Never more than you may yourself at the time it is used."
        options={(Object.keys(CAPABILITIES) as Capability[])
          .filter((each) => permissions.includes(each))
          .map((value) => ({ value, label: CAPABILITIES[value] }))}
        chosen={watch("scope")}
        onChange={(next) => setValue("scope", next, { shouldValidate: formState.isSubmitted })}
        error={errors.scope?.message}
      />
      <Field label="It ends after">
        {(control) => <Select {...control} {...register("days")} options={LIVES} />}
      </Field>
      <FormFooter error={create.error} busy={create.isPending} action="Make the token" onCancel={onDone} />
    </form>
  );
}
