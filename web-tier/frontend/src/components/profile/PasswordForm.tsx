import { zodResolver } from "@hookform/resolvers/zod";
import { useForm } from "react-hook-form";
import { z } from "zod";
import { Field } from "@/components/forms/Field";
import { FormFooter } from "@/components/forms/FormFooter";
import { TextInput } from "@/components/forms/TextInput";
import { toasts } from "@/lib/toasts";
import { passwordRule } from "@/services/passwordRule";
import { useChangePassword } from "@/services/auth";

const form = z
  .object({
    current_password: z.string().min(1, "Enter your current password"),
    new_password: passwordRule,
    again: z.string(),
  })
  .refine((values) => values.new_password === values.again, {
    path: ["again"],
    message: "The two new passwords differ",
  });

const FIELDS = [
  { name: "current_password", label: "Current password", complete: "current-password" },
  { name: "new_password", label: "New password", complete: "new-password" },
  { name: "again", label: "New password again", complete: "new-password" },
] as const;

export function PasswordForm({ onDone }: { onDone: () => void }) {
  const change = useChangePassword();
  const { register, handleSubmit, formState } = useForm<z.infer<typeof form>>({
    resolver: zodResolver(form),
    defaultValues: { current_password: "", new_password: "", again: "" },
  });
  const submit = handleSubmit(({ current_password, new_password }) =>
    change.mutate(
      { current_password, new_password },
      {
        onSuccess: () => {
          toasts.show("Your password is changed.");
          onDone();
        },
      },
    ),
  );
  return (
    <form
      noValidate
      aria-label="Change the password"
      onSubmit={(event) => void submit(event)}
      className="flex flex-col gap-4 p-4"
    >
      {FIELDS.map(({ name, label, complete }) => (
        <Field key={name} label={label} error={formState.errors[name]?.message}>
          {(control) => (
            <TextInput {...control} {...register(name)} type="password" autoComplete={complete} />
          )}
        </Field>
      ))}
      <FormFooter
        error={change.error}
        busy={change.isPending}
        action="Change the password"
        onCancel={onDone}
      />
    </form>
  );
}
