import { zodResolver } from "@hookform/resolvers/zod";
import { useForm } from "react-hook-form";
import { z } from "zod";
import type { Report } from "@/api/types";
import { Field } from "@/components/forms/Field";
import { FormFooter } from "@/components/forms/FormFooter";
import { TextInput } from "@/components/forms/TextInput";
import { toasts } from "@/lib/toasts";
import { useCan, useMe } from "@/services/auth";
import { useSendReport } from "@/services/reportSchedules";
import { showServerErrors } from "@/services/serverErrors";
import { parseWords } from "@/services/words";
import { addresses } from "./reportValues";

const form = z.object({
  email_to: addresses.refine((text) => parseWords(text).length > 0, "Enter an e-mail address"),
});

/** To whom a report is sent. */
export function SendForm({ report, onDone }: { report: Report; onDone: () => void }) {
  const { email } = useMe();
  const toAll = useCan("send");
  const send = useSendReport();
  const { register, handleSubmit, formState, setError } = useForm<z.infer<typeof form>>({
    resolver: zodResolver(form),
    defaultValues: { email_to: email },
  });
  const submit = handleSubmit(({ email_to }) =>
    send.mutate(
      { id: report.id, email_to: parseWords(email_to) },
      {
        onSuccess: () => {
          toasts.show("It is on its way; what came of it is under E-mails.");
          onDone();
        },
        onError: (error) => showServerErrors(error, ["email_to"] as const, setError),
      },
    ),
  );
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-4 p-4">
      <Field
        label="To"
        hint={toAll ? "E-mail addresses separated by commas." : "Your role sends only to your own address."}
        error={formState.errors.email_to?.message}
      >
        {(control) => (
          <TextInput
            {...control}
            {...register("email_to")}
            readOnly={!toAll}
            autoComplete="off"
            spellCheck={false}
          />
        )}
      </Field>
      <FormFooter error={send.error} busy={send.isPending} action="Send" onCancel={onDone} />
    </form>
  );
}
