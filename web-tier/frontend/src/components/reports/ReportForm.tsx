import { zodResolver } from "@hookform/resolvers/zod";
import { useQuery } from "@tanstack/react-query";
import { FormProvider, useForm } from "react-hook-form";
import { z } from "zod";
import { Field } from "@/components/forms/Field";
import { FormFooter } from "@/components/forms/FormFooter";
import { TextInput } from "@/components/forms/TextInput";
import { toasts } from "@/lib/toasts";
import { meta } from "@/services/meta";
import { useAskReport } from "@/services/reports";
import { showServerErrors } from "@/services/serverErrors";
import { parseWords } from "@/services/words";
import { ReportFields } from "./ReportFields";
import { addresses, checkPlan, fromReport, reportShape, toReport } from "./reportValues";

const form = z
  .object({ ...reportShape, name: z.string().trim().max(100, "At most 100 characters"), email_to: addresses })
  .superRefine(checkPlan);

/** A report from a template or from a plan of one's own, written in the background. */
export function ReportForm({ onDone }: { onDone: () => void }) {
  const ask = useAskReport();
  const mailed = useQuery(meta).data?.mail ?? false;
  const methods = useForm<z.infer<typeof form>>({
    resolver: zodResolver(form),
    defaultValues: { ...fromReport(), name: "", email_to: "" },
  });
  const { register, handleSubmit, formState, setError } = methods;
  const submit = handleSubmit(({ name, email_to, ...values }) => {
    const to = parseWords(email_to);
    ask.mutate(
      { ...toReport(values), ...(name ? { name } : {}), ...(to.length ? { email_to: to } : {}) },
      {
        onSuccess: () => {
          toasts.show("The report is being written; its progress is in the list.");
          onDone();
        },
        onError: (error) => showServerErrors(error, ["name", "plan", "email_to"] as const, setError),
      },
    );
  });
  return (
    <FormProvider {...methods}>
      <form noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-4 p-4">
        <ReportFields
          beside={
            <Field label="Name" optional error={formState.errors.name?.message}>
              {(control) => <TextInput {...control} {...register("name")} autoComplete="off" />}
            </Field>
          }
        />
        {mailed && (
          <Field
            label="Send it to"
            optional
            hint="E-mail addresses separated by commas; sent when it is written."
            error={formState.errors.email_to?.message}
          >
            {(control) => (
              <TextInput {...control} {...register("email_to")} autoComplete="off" spellCheck={false} />
            )}
          </Field>
        )}
        <FormFooter error={ask.error} busy={ask.isPending} action="Write the report" onCancel={onDone} />
      </form>
    </FormProvider>
  );
}
