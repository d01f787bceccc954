import { zodResolver } from "@hookform/resolvers/zod";
import { useForm } from "react-hook-form";
import { z } from "zod";
import type { SavedView, SavedViewWrite } from "@/api/types";
import { CheckField } from "@/components/forms/CheckField";
import { Field } from "@/components/forms/Field";
import { FormFooter } from "@/components/forms/FormFooter";
import { TextInput } from "@/components/forms/TextInput";
import { toasts } from "@/lib/toasts";
import { showServerErrors } from "@/services/serverErrors";
import { useChangeView, useCreateView } from "@/services/views";

const form = z.object({
  name: z.string().trim().min(1, "Enter a name").max(100, "At most 100 characters"),
  is_shared: z.boolean(),
  is_default: z.boolean(),
});

interface Props {
  /** The one to rename or share; a new one without it. */
  view: SavedView | undefined;
  content: Pick<SavedViewWrite, "plan" | "columns" | "density">;
  /** With the view as it is then; without it where nothing was done. */
  onDone: (view?: SavedView) => void;
}

/** Name of a view, who sees it, and whether one's page begins with it. */
export function ViewForm({ view, content, onDone }: Props) {
  const create = useCreateView();
  const change = useChangeView();
  const mutation = view ? change : create;
  const { register, handleSubmit, formState, setError } = useForm<z.infer<typeof form>>({
    resolver: zodResolver(form),
    defaultValues: {
      name: view?.name ?? "",
      is_shared: view?.is_shared ?? false,
      is_default: view?.is_default ?? false,
    },
  });
  const submit = handleSubmit((values) => {
    const done = {
      onSuccess: (made: SavedView) => {
        toasts.show(`The view “${made.name}” is saved.`);
        onDone(made);
      },
      onError: (error: Error) => showServerErrors(error, ["name"] as const, setError),
    };
    if (view) change.mutate({ id: view.id, ...values }, done);
    else create.mutate({ ...content, ...values }, done);
  });
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-4 p-4">
      <Field label="Name" error={formState.errors.name?.message}>
        {(control) => <TextInput {...control} {...register("name")} autoComplete="off" />}
      </Field>
      <CheckField
        label="Shared"
        hint="Everybody can choose it; each sees only the accounts that they may see."
        {...register("is_shared")}
      />
      <CheckField
        label="The page begins with it"
        hint="For you alone, whenever you open the page without an address of its own."
        {...register("is_default")}
      />
      <FormFooter
        error={mutation.error}
        busy={mutation.isPending}
        action={view ? "Save" : "Save the view"}
        onCancel={() => onDone()}
      />
    </form>
  );
}
