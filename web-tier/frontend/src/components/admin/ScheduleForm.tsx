import { zodResolver } from "@hookform/resolvers/zod";
import { useQuery } from "@tanstack/react-query";
import { useForm } from "react-hook-form";
import { z } from "zod";
import type { Schedule } from "@/api/types";
import { CheckField } from "@/components/forms/CheckField";
import { CheckList } from "@/components/forms/CheckList";
import { Field } from "@/components/forms/Field";
import { FormFooter } from "@/components/forms/FormFooter";
import { TextInput } from "@/components/forms/TextInput";
import { toasts } from "@/lib/toasts";
import { accountList } from "@/services/accounts";
import { collectorText, useCollectors } from "@/services/collectors";
import { useSaveSchedule } from "@/services/schedules";
import { showServerErrors } from "@/services/serverErrors";
import { parseWords } from "@/services/words";

const LONGEST = 44_640;

const form = z.object({
  name: z.string().trim().min(1, "Enter a name").max(100, "At most 100 characters"),
  interval_minutes: z
    .number("Enter a number of minutes")
    .int("Whole minutes")
    .min(1, "At least 1 minute")
    .max(LONGEST, "At most 31 days (44,640 minutes)"),
  collectors: z.array(z.string()),
  account_ids: z.array(z.string()),
  regions: z.string(),
  is_enabled: z.boolean(),
});
type Values = z.infer<typeof form>;
const NAMES = ["name", "interval_minutes", "collectors", "account_ids", "regions"] as const;

interface Props {
  schedule: Schedule | null;
  onDone: () => void;
}

/** When a sync runs by itself, and what it reads; nothing chosen means all. */
export function ScheduleForm({ schedule, onDone }: Props) {
  const save = useSaveSchedule();
  const kinds = useCollectors();
  const accounts = useQuery(accountList);
  const { register, handleSubmit, formState, setError, watch, setValue } = useForm<Values>({
    resolver: zodResolver(form),
    defaultValues: {
      name: schedule?.name ?? "",
      interval_minutes: schedule?.interval_minutes ?? 60,
      collectors: schedule?.collectors ?? [],
      account_ids: schedule?.account_ids ?? [],
      regions: schedule?.regions?.join(", ") ?? "",
      is_enabled: schedule?.is_enabled ?? true,
    },
  });
  const submit = handleSubmit((values) => {
    const regions = parseWords(values.regions);
    save.mutate(
      {
        ...(schedule ? { id: schedule.id } : {}),
        ...values,
        collectors: values.collectors.length ? values.collectors : null,
        account_ids: values.account_ids.length ? values.account_ids : null,
        regions: regions.length ? regions : null,
      },
      {
        onSuccess: () => {
          toasts.show("The schedule is saved.");
          onDone();
        },
        onError: (error) => showServerErrors(error, NAMES, setError),
      },
    );
  });
  const errors = formState.errors;
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-4 p-4">
      <Field label="Name" error={errors.name?.message}>
        {(control) => <TextInput {...control} {...register("name")} autoComplete="off" />}
      </Field>
      <Field label="Every so many minutes" error={errors.interval_minutes?.message}>
        {(control) => (
          <TextInput
            {...control}
            {...register("interval_minutes", { valueAsNumber: true })}
            type="number"
            min={1}
            max={LONGEST}
            className="w-32"
          />
        )}
      </Field>
      <CheckList
        label="What is read"
        hint="None chosen: everything."
        options={kinds.map((value) => ({ value, label: collectorText(value) }))}
        chosen={watch("collectors")}
        onChange={(next) => setValue("collectors", next)}
        error={errors.collectors?.message}
      />
      <CheckList
        label="AWS accounts"
        hint="None chosen: all."
        options={(accounts.data?.items ?? []).flatMap((account) =>
          account.account_id
            ? [{ value: account.account_id, label: `${account.name} (${account.account_id})` }]
            : [],
        )}
        chosen={watch("account_ids")}
        onChange={(next) => setValue("account_ids", next)}
        error={errors.account_ids?.message}
      />
      <Field label="Regions" optional hint="Separated by commas. Empty: all." error={errors.regions?.message}>
        {(control) => <TextInput {...control} {...register("regions")} placeholder="us-east-1, eu-west-1" />}
      </Field>
      <CheckField label="Runs by itself" {...register("is_enabled")} />
      <FormFooter
        error={save.error}
        busy={save.isPending}
        action={schedule ? "Save" : "Add schedule"}
        onCancel={onDone}
      />
    </form>
  );
}
