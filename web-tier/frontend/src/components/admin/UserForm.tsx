import { zodResolver } from "@hookform/resolvers/zod";
import { useQuery } from "@tanstack/react-query";
import { useForm } from "react-hook-form";
import { z } from "zod";
import type { User } from "@/api/types";
import { CheckField } from "@/components/forms/CheckField";
import { CheckList } from "@/components/forms/CheckList";
import { Field } from "@/components/forms/Field";
import { FormFooter } from "@/components/forms/FormFooter";
import { Select } from "@/components/forms/Select";
import { TextInput } from "@/components/forms/TextInput";
import { toasts } from "@/lib/toasts";
import { accountList } from "@/services/accounts";
import { useMe } from "@/services/auth";
import { passwordRule } from "@/services/passwordRule";
import { showServerErrors } from "@/services/serverErrors";
import { useCreateUser, useUpdateUser } from "@/services/users";

const ROLES = [
  { value: "viewer", label: "Viewer: reads" },
  { value: "operator", label: "Operator: reads, syncs, handles recommendations" },
  { value: "admin", label: "Administrator: everything" },
];

const base = z.object({
  username: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9._@-]{1,64}$/, "1 to 64 letters, digits and . _ - @"),
  email: z.email("Enter an e-mail address"),
  full_name: z.string().trim().max(200, "At most 200 characters"),
  role: z.enum(["viewer", "operator", "admin"]),
  password: z.string(),
  is_active: z.boolean(),
  limited: z.boolean(),
  account_scope: z.array(z.string()),
});
type Values = z.infer<typeof base>;

const forCreation = base.extend({ password: passwordRule });
const forChange = base.extend({ password: z.literal("").or(passwordRule) });
const NAMES = ["username", "email", "full_name", "role", "password", "account_scope"] as const;

interface Props {
  user: User | null;
  onDone: () => void;
}

/** A new user, or changes to one. */
export function UserForm({ user, onDone }: Props) {
  const self = useMe().id === user?.id;
  const accounts = useQuery(accountList);
  const create = useCreateUser();
  const update = useUpdateUser();
  const mutation = user ? update : create;
  const { register, handleSubmit, formState, setError, watch, setValue } = useForm<Values>({
    resolver: zodResolver(user ? forChange : forCreation),
    defaultValues: {
      username: user?.username ?? "",
      email: user?.email ?? "",
      full_name: user?.full_name ?? "",
      role: user?.role ?? "viewer",
      password: "",
      is_active: user?.is_active ?? true,
      limited: user?.account_scope != null,
      account_scope: user?.account_scope ?? [],
    },
  });
  const submit = handleSubmit(({ limited, password, full_name, ...values }) => {
    const body = {
      ...values,
      full_name: full_name || null,
      account_scope: limited ? values.account_scope : null,
    };
    const done = {
      onSuccess: () => {
        toasts.show(user ? `${values.username} is changed.` : `${values.username} can sign in now.`);
        onDone();
      },
      onError: (error: Error) => showServerErrors(error, NAMES, setError),
    };
    if (!user) create.mutate({ ...body, password }, done);
    else if (self) {
      // Nobody changes their own role, state or scope; their own password is changed on the profile.
      const { username, email } = values;
      update.mutate({ id: user.id, username, email, full_name: body.full_name }, done);
    } else update.mutate({ id: user.id, ...body, ...(password ? { password } : {}) }, done);
  });
  const errors = formState.errors;
  const limited = watch("limited");
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-4 p-4">
      <Field label="User name" error={errors.username?.message}>
        {(control) => (
          <TextInput {...control} {...register("username")} autoComplete="off" spellCheck={false} />
        )}
      </Field>
      <Field label="E-mail" error={errors.email?.message}>
        {(control) => <TextInput {...control} {...register("email")} type="email" autoComplete="off" />}
      </Field>
      <Field label="Full name" optional error={errors.full_name?.message}>
        {(control) => <TextInput {...control} {...register("full_name")} autoComplete="off" />}
      </Field>
      {self ? (
        <p className="text-sm text-muted">
          Your own role and account scope are changed by another administrator.
        </p>
      ) : (
        <>
          <Field label="Role" error={errors.role?.message}>
            {(control) => <Select {...control} {...register("role")} options={ROLES} />}
          </Field>
          <Field
            label={user ? "New password" : "Password"}
            optional={user !== null}
            hint={user ? "Leave it empty to keep the present one." : "At least 8 characters."}
            error={errors.password?.message}
          >
            {(control) => (
              <TextInput {...control} {...register("password")} type="password" autoComplete="new-password" />
            )}
          </Field>
          <CheckField
            label="Sees only some AWS accounts"
            hint="Otherwise all of them."
            {...register("limited")}
          />
          {limited && (
            <CheckList
              label="AWS accounts"
              options={(accounts.data?.items ?? []).flatMap((account) =>
                account.account_id
                  ? [{ value: account.account_id, label: `${account.name} (${account.account_id})` }]
                  : [],
              )}
              chosen={watch("account_scope")}
              onChange={(next) => setValue("account_scope", next)}
              error={errors.account_scope?.message}
            />
          )}
          <CheckField label="May sign in" {...register("is_active")} />
        </>
      )}
      <FormFooter
        error={mutation.error}
        busy={mutation.isPending}
        action={user ? "Save" : "Add user"}
        onCancel={onDone}
      />
    </form>
  );
}
