import { zodResolver } from "@hookform/resolvers/zod";
import { CircleCheck, CircleMinus, CircleX, type LucideIcon } from "lucide-react";
import { useForm } from "react-hook-form";
import { z } from "zod";
import type { Discovery } from "@/api/types";
import { Field } from "@/components/forms/Field";
import { FormFooter } from "@/components/forms/FormFooter";
import { TextInput } from "@/components/forms/TextInput";
import { Button } from "@/components/ui/Button";
import { formatCount } from "@/lib/format";
import { useDiscoverAccounts } from "@/services/accounts";
import { showServerErrors } from "@/services/serverErrors";
import { parseWords } from "@/services/words";

const form = z.object({
  role_name: z
    .string()
    .trim()
    .regex(
      /^\/?([A-Za-z0-9+=,.@_-]+\/)*[A-Za-z0-9+=,.@_-]{1,64}$/,
      "The name of a role, such as WorkSpacesInventoryReadOnly",
    ),
  external_id: z.string().trim(),
  regions: z.string(),
});
type Values = z.infer<typeof form>;
const NAMES = ["role_name", "external_id", "regions"] as const;

interface OutcomeProps {
  icon: LucideIcon;
  tone: string;
  title: string;
  accounts: Discovery["added"];
}

function Outcome({ icon: Icon, tone, title, accounts }: OutcomeProps) {
  if (!accounts.length) return null;
  return (
    <section>
      <h3 className="flex items-center gap-1.5 text-sm font-medium">
        <Icon aria-hidden className={`size-4 ${tone}`} />
        {formatCount(accounts.length, "account")} {title}
      </h3>
      <ul className="mt-1 flex flex-col">
        {accounts.map((account) => (
          <li key={account.account_id} className="border-b border-line py-1.5 text-sm last:border-0">
            <bdi className="font-medium">{account.name}</bdi>{" "}
            <span className="font-mono text-xs text-muted">{account.account_id}</span>
            {account.error && <p className="text-xs text-muted [overflow-wrap:anywhere]">{account.error}</p>}
            {!account.error && account.status && account.status !== "ACTIVE" && (
              <p className="text-xs text-muted">{account.status.toLowerCase()}</p>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Finds all accounts of the organization by one role name, then says what became of each. */
export function DiscoverForm({ onDone }: { onDone: () => void }) {
  const discover = useDiscoverAccounts();
  const { register, handleSubmit, formState, setError } = useForm<Values>({
    resolver: zodResolver(form),
    defaultValues: { role_name: "WorkSpacesInventoryReadOnly", external_id: "", regions: "" },
  });
  const submit = handleSubmit((values) => {
    const regions = parseWords(values.regions);
    discover.mutate(
      {
        role_name: values.role_name,
        external_id: values.external_id || null,
        regions: regions.length ? regions : null,
      },
      { onError: (error) => showServerErrors(error, NAMES, setError) },
    );
  });
  const found = discover.data;
  if (found) {
    return (
      <div role="status" className="flex flex-col gap-4 p-4">
        <Outcome icon={CircleCheck} tone="text-ok" title="added" accounts={found.added} />
        <Outcome
          icon={CircleX}
          tone="text-danger"
          title="added, but the role cannot be assumed: not read until it can"
          accounts={found.not_assumed}
        />
        <Outcome icon={CircleCheck} tone="text-muted" title="there already" accounts={found.known} />
        <Outcome icon={CircleMinus} tone="text-muted" title="left out: not active" accounts={found.skipped} />
        <Button look="primary" className="self-end" onClick={onDone}>
          Done
        </Button>
      </div>
    );
  }
  const errors = formState.errors;
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-4 p-4">
      <Field
        label="Role name"
        hint="The same in every account, with its path if it has one."
        error={errors.role_name?.message}
      >
        {(control) => (
          <TextInput
            {...control}
            {...register("role_name")}
            className="font-mono text-xs"
            spellCheck={false}
          />
        )}
      </Field>
      <Field label="External id" optional error={errors.external_id?.message}>
        {(control) => <TextInput {...control} {...register("external_id")} autoComplete="off" />}
      </Field>
      <Field
        label="Regions"
        optional
        hint="Separated by commas. Empty: those of the settings."
        error={errors.regions?.message}
      >
        {(control) => <TextInput {...control} {...register("regions")} placeholder="us-east-1, eu-west-1" />}
      </Field>
      <FormFooter error={discover.error} busy={discover.isPending} action="Find accounts" onCancel={onDone} />
    </form>
  );
}
