import { zodResolver } from "@hookform/resolvers/zod";
import { useQuery } from "@tanstack/react-query";
import { FormProvider, useForm } from "react-hook-form";
import { z } from "zod";
import type { ReportSchedule } from "@/api/types";
import { CheckField } from "@/components/forms/CheckField";
import { CheckList } from "@/components/forms/CheckList";
import { Field } from "@/components/forms/Field";
import { FormFooter } from "@/components/forms/FormFooter";
import { Select } from "@/components/forms/Select";
import { TextInput } from "@/components/forms/TextInput";
import { Notice } from "@/components/ui/Notice";
import { toasts } from "@/lib/toasts";
import { useCan } from "@/services/auth";
import { CRON_DAYS, formatCron, parseCron } from "@/services/cron";
import { meta } from "@/services/meta";
import { useSaveReportSchedule } from "@/services/reportSchedules";
import { showServerErrors } from "@/services/serverErrors";
import { userList } from "@/services/users";
import { parseWords } from "@/services/words";
import { ReportFields } from "./ReportFields";
import { addresses, checkPlan, fromReport, reportShape, toReport } from "./reportValues";

const EVERY = [
  { value: "day", label: "Every day" },
  { value: "weekday", label: "Monday to Friday" },
  { value: "week", label: "Every week" },
  { value: "month", label: "Every month" },
  { value: "own", label: "As cron" },
];
const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const ZONES = ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")];

const form = z
  .object({
    ...reportShape,
    name: z.string().trim().min(1, "Enter a name").max(100, "At most 100 characters"),
    every: z.enum(["day", "weekday", "week", "month", "own"]),
    time: z.string().regex(/^\d\d:\d\d$/, "Enter a time"),
    weekday: z.string(),
    day: z.string(),
    cron: z.string(),
    time_zone: z.string(),
    email_to: addresses,
    email_users: z.array(z.string()),
    is_enabled: z.boolean(),
  })
  .superRefine(checkPlan);
type Values = z.infer<typeof form>;
const NAMES = ["name", "cron", "time_zone", "email_to", "email_users", "plan", "columns"] as const;

function toValues(schedule: ReportSchedule | null): Values {
  return {
    ...fromReport(schedule?.report),
    ...parseCron(schedule?.cron ?? "0 7 * * MON"),
    cron: schedule?.cron ?? "0 7 * * MON",
    name: schedule?.name ?? "",
    time_zone: schedule?.time_zone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone,
    email_to: schedule?.email_to.join(", ") ?? "",
    email_users: schedule?.email_users.map(String) ?? [],
    is_enabled: schedule?.is_enabled ?? true,
  };
}

interface Props {
  schedule: ReportSchedule | null;
  onDone: () => void;
}

/** A report that is made at times and sent to people. */
export function ReportScheduleForm({ schedule, onDone }: Props) {
  const save = useSaveReportSchedule();
  const mailed = useQuery(meta).data?.mail ?? false;
  const isAdmin = useCan("admin");
  const users = useQuery({ ...userList, enabled: isAdmin && mailed }).data?.items ?? [];
  const methods = useForm<Values>({ resolver: zodResolver(form), defaultValues: toValues(schedule) });
  const { register, handleSubmit, formState, setError, watch, setValue } = methods;
  const every = watch("every");
  const errors = formState.errors;
  const submit = handleSubmit((values) => {
    const { name, time_zone, is_enabled } = values;
    save.mutate(
      {
        ...(schedule ? { id: schedule.id } : {}),
        name,
        time_zone,
        is_enabled,
        report: toReport(values, schedule?.report),
        cron: formatCron(values),
        email_to: parseWords(values.email_to),
        email_users: values.email_users.map(Number),
      },
      {
        onSuccess: () => {
          toasts.show(`“${name}” is saved.`);
          onDone();
        },
        onError: (error) => showServerErrors(error, NAMES, setError),
      },
    );
  });
  return (
    <FormProvider {...methods}>
      <form noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-4 p-4">
        <Field label="Name" error={errors.name?.message}>
          {(control) => <TextInput {...control} {...register("name")} autoComplete="off" />}
        </Field>
        <div className="grid items-start gap-4 sm:grid-cols-3">
          <Field label="When">
            {(control) => <Select {...control} {...register("every")} options={EVERY} />}
          </Field>
          {every === "week" && (
            <Field label="On">
              {(control) => (
                <Select
                  {...control}
                  {...register("weekday")}
                  options={CRON_DAYS.map((value, at) => ({ value, label: WEEKDAYS[at] ?? value }))}
                />
              )}
            </Field>
          )}
          {every === "month" && (
            <Field label="On day">
              {(control) => (
                <Select
                  {...control}
                  {...register("day")}
                  options={Array.from({ length: 28 }, (_, at) => ({
                    value: String(at + 1),
                    label: String(at + 1),
                  }))}
                />
              )}
            </Field>
          )}
          {every === "own" ? (
            <Field
              label="Cron"
              hint="Minute, hour, day of month, month, day of week."
              error={errors.cron?.message}
            >
              {(control) => (
                <TextInput {...control} {...register("cron")} spellCheck={false} className="font-mono" />
              )}
            </Field>
          ) : (
            <Field label="At" error={errors.time?.message ?? errors.cron?.message}>
              {(control) => <TextInput {...control} {...register("time")} type="time" />}
            </Field>
          )}
        </div>
        <Field label="Time zone" error={errors.time_zone?.message}>
          {(control) => (
            <>
              <TextInput {...control} {...register("time_zone")} list="report-zones" spellCheck={false} />
              <datalist id="report-zones">
                {ZONES.map((zone) => (
                  <option key={zone} value={zone} />
                ))}
              </datalist>
            </>
          )}
        </Field>
        <ReportFields />
        {mailed ? (
          <>
            <Field
              label="Send it to"
              optional
              hint="E-mail addresses separated by commas."
              error={errors.email_to?.message}
            >
              {(control) => (
                <TextInput {...control} {...register("email_to")} autoComplete="off" spellCheck={false} />
              )}
            </Field>
            {users.length > 0 && (
              <CheckList
                label="And to users"
                hint="At the address that they have when it is sent."
                options={users.map((user) => ({
                  value: String(user.id),
                  label: `${user.full_name ?? user.username} (${user.email})`,
                }))}
                chosen={watch("email_users")}
                onChange={(next) => setValue("email_users", next)}
                error={errors.email_users?.message}
              />
            )}
          </>
        ) : (
          <Notice tone="neutral">
            E-mail is not set up here (SMTP_URL): each report waits in the list to be downloaded.
          </Notice>
        )}
        <CheckField label="Runs by itself" {...register("is_enabled")} />
        <FormFooter
          error={save.error}
          busy={save.isPending}
          action={schedule ? "Save" : "Add schedule"}
          onCancel={onDone}
        />
      </form>
    </FormProvider>
  );
}
