import { zodResolver } from "@hookform/resolvers/zod";
import { useForm } from "react-hook-form";
import { z } from "zod";
import type { Account } from "@/api/types";
import { CheckField } from "@/components/forms/CheckField";
import { Field } from "@/components/forms/Field";
import { FormFooter } from "@/components/forms/FormFooter";
import { Select } from "@/components/forms/Select";
import { TextInput } from "@/components/forms/TextInput";
import { toasts } from "@/lib/toasts";
import { useChangeAccount, useCreateAccount } from "@/services/accounts";
import { parseWords } from "@/services/words";
import { showServerErrors } from "@/services/serverErrors";

const form = z.object({
  name: z.string().trim().max(100, "At most 100 characters"),
  kind: z.enum(["role", "keys", "home"]),
  role_arn: z.string().trim(),
  external_id: z.string().trim(),
  access_key_id: z.string().trim(),
  secret_access_key: z.string().trim(),
  regions: z.string(),
  is_enabled: z.boolean(),
});
type Values = z.infer<typeof form>;

function ruled(known: Account | null) {
  return form.superRefine((values, context) => {
    const need = (path: keyof Values, message: string) =>
      context.addIssue({ code: "custom", path: [path], message });
    if (values.kind === "role" && !/^arn:aws[a-z-]*:iam::\d{12}:role\/.+/.test(values.role_arn)) {
      need("role_arn", "An ARN such as arn:aws:iam::123456789012:role/WorkSpacesInventory");
    }
    if (values.kind === "keys" && !values.access_key_id) need("access_key_id", "Enter the access key id");
    if (values.kind === "keys" && !known && !values.secret_access_key) {
      need("secret_access_key", "Enter the secret access key");
    }
  });
}

/** How to get in; a secret only where a new one was written. */
function accessOf(values: Values) {
  if (values.kind === "role") return { role_arn: values.role_arn, external_id: values.external_id || null };
  if (values.kind === "home") return {};
  return {
    access_key_id: values.access_key_id,
    ...(values.secret_access_key ? { secret_access_key: values.secret_access_key } : {}),
  };
}

const KINDS = [
  { value: "role", label: "A role to assume" },
  { value: "keys", label: "Access keys of its own" },
];
const NAMES = ["name", "role_arn", "external_id", "access_key_id", "secret_access_key", "regions"] as const;

interface Props {
  account: Account | null;
  onDone: () => void;
}

/** An AWS account to read: how to get in, and which Regions. Secrets are written, never shown. */
export function AccountForm({ account, onDone }: Props) {
  const create = useCreateAccount();
  const change = useChangeAccount();
  const mutation = account ? change : create;
  const { register, handleSubmit, formState, setError, watch } = useForm<Values>({
    resolver: zodResolver(ruled(account)),
    defaultValues: {
      name: account?.name ?? "",
      kind: account?.kind ?? "role",
      role_arn: account?.role_arn ?? "",
      external_id: account?.external_id ?? "",
      access_key_id: account?.access_key_id ?? "",
      secret_access_key: "",
      regions: account?.regions?.join(", ") ?? "",
      is_enabled: account?.is_enabled ?? true,
    },
  });
  const kind = watch("kind");
  const submit = handleSubmit((values) => {
    const regions = parseWords(values.regions);
    const common = {
      ...(values.name ? { name: values.name } : {}),
      regions: regions.length ? regions : null,
      is_enabled: values.is_enabled,
    };
    const done = {
      onSuccess: () => {
        toasts.show(account ? "The account is changed." : "The account is added; the next sync reads it.");
        onDone();
      },
      onError: (error: Error) => showServerErrors(error, NAMES, setError),
    };
    if (account) change.mutate({ id: account.id, ...common, ...accessOf(values) }, done);
    else
      create.mutate({ kind: values.kind === "keys" ? "keys" : "role", ...common, ...accessOf(values) }, done);
  });
  const errors = formState.errors;
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-4 p-4">
      <Field label="Name" optional error={errors.name?.message}>
        {(control) => <TextInput {...control} {...register("name")} autoComplete="off" />}
      </Field>
      {account?.kind === "home" ? (
        <p className="text-sm text-muted">This is the account of the credentials in the settings.</p>
      ) : (
        <Field label="Access">
          {(control) => (
            <Select {...control} {...register("kind")} options={KINDS} disabled={account !== null} />
          )}
        </Field>
      )}
      {kind === "role" && (
        <>
          <Field label="Role ARN" error={errors.role_arn?.message}>
            {(control) => (
              <TextInput
                {...control}
                {...register("role_arn")}
                className="font-mono text-xs"
                spellCheck={false}
              />
            )}
          </Field>
          <Field label="External id" optional error={errors.external_id?.message}>
            {(control) => <TextInput {...control} {...register("external_id")} autoComplete="off" />}
          </Field>
        </>
      )}
      {kind === "keys" && (
        <>
          <Field label="Access key id" error={errors.access_key_id?.message}>
            {(control) => (
              <TextInput
                {...control}
                {...register("access_key_id")}
                className="font-mono text-xs"
                autoComplete="off"
              />
            )}
          </Field>
          <Field
            label="Secret access key"
            optional={account !== null}
            hint={
              account
                ? "Kept encrypted. Leave it empty to keep the present one."
                : "Kept encrypted and never shown again."
            }
            error={errors.secret_access_key?.message}
          >
            {(control) => (
              <TextInput {...control} {...register("secret_access_key")} type="password" autoComplete="off" />
            )}
          </Field>
        </>
      )}
      <Field
        label="Regions"
        optional
        hint="Separated by commas. Empty: those of the settings."
        error={errors.regions?.message}
      >
        {(control) => <TextInput {...control} {...register("regions")} placeholder="us-east-1, eu-west-1" />}
      </Field>
      <CheckField label="Read by syncs" {...register("is_enabled")} />
      <FormFooter
        error={mutation.error}
        busy={mutation.isPending}
        action={account ? "Save" : "Add account"}
        onCancel={onDone}
      />
    </form>
  );
}
