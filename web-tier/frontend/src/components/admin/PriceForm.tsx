import { zodResolver } from "@hookform/resolvers/zod";
import { useQuery } from "@tanstack/react-query";
import { useForm } from "react-hook-form";
import { z } from "zod";
import type { PriceOverride } from "@/api/types";
import { Field } from "@/components/forms/Field";
import { FormFooter } from "@/components/forms/FormFooter";
import { Select } from "@/components/forms/Select";
import { TextInput } from "@/components/forms/TextInput";
import { toasts } from "@/lib/toasts";
import { accountList } from "@/services/accounts";
import { useSavePriceOverride } from "@/services/priceOverrides";
import { showServerErrors } from "@/services/serverErrors";

const form = z
  .object({
    name: z.string().trim().min(1, "Enter a name").max(100, "At most 100 characters"),
    how: z.enum(["percent", "price"]),
    amount: z.number("Enter a number"),
    usage_type: z.string().trim().max(200, "At most 200 characters").regex(/^\S*$/, "Without spaces"),
    region: z
      .string()
      .trim()
      .regex(/^[a-z0-9-]*$/, "A Region is written like eu-west-1"),
    account_id: z.string(),
    valid_from: z.string(),
    valid_to: z.string(),
  })
  .superRefine((values, context) => {
    const say = (path: keyof typeof values, message: string) =>
      context.addIssue({ code: "custom", path: [path], message });
    if (values.how === "percent" && Math.abs(values.amount) > 100) say("amount", "Between -100 and 100");
    if (values.how === "price" && (values.amount < 0 || values.amount > 1_000_000))
      say("amount", "Between 0 and 1,000,000");
    if (values.how === "price" && values.usage_type.replaceAll("*", "").length < 3)
      say("usage_type", "A price needs the usage type that it is for");
    if (values.valid_from && values.valid_to && values.valid_from >= values.valid_to)
      say("valid_to", "After the first day");
  });
type Values = z.infer<typeof form>;
const NAMES = ["name", "usage_type", "region", "account_id", "valid_from", "valid_to"] as const;

interface Props {
  override: PriceOverride | null;
  onDone: () => void;
}

/** A contract price, or so much off the list price: where, and from when until when. */
export function PriceForm({ override, onDone }: Props) {
  const save = useSavePriceOverride();
  const accounts = useQuery(accountList);
  const { register, handleSubmit, formState, setError, watch } = useForm<Values>({
    resolver: zodResolver(form),
    defaultValues: {
      name: override?.name ?? "",
      how: override?.price == null ? "percent" : "price",
      amount: override?.price ?? override?.percent ?? Number.NaN,
      usage_type: override?.usage_type ?? "",
      region: override?.region ?? "",
      account_id: override?.account_id ?? "",
      valid_from: override?.valid_from ?? "",
      valid_to: override?.valid_to ?? "",
    },
  });
  const isPrice = watch("how") === "price";
  const submit = handleSubmit((values) =>
    save.mutate(
      {
        ...(override ? { id: override.id } : {}),
        name: values.name,
        price: values.how === "price" ? values.amount : null,
        percent: values.how === "percent" ? values.amount : null,
        usage_type: values.usage_type || null,
        region: values.region || null,
        account_id: values.account_id || null,
        valid_from: values.valid_from || null,
        valid_to: values.valid_to || null,
      },
      {
        onSuccess: () => {
          toasts.show("The price is saved. Modelled costs follow within a minute.");
          onDone();
        },
        onError: (error) => showServerErrors(error, NAMES, setError),
      },
    ),
  );
  const errors = formState.errors;
  const owned = (accounts.data?.items ?? []).flatMap((account) =>
    account.account_id
      ? [{ value: account.account_id, label: `${account.name} (${account.account_id})` }]
      : [],
  );
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-4 p-4">
      <Field label="Name" error={errors.name?.message}>
        {(control) => <TextInput {...control} {...register("name")} autoComplete="off" />}
      </Field>
      <div className="grid grid-cols-2 gap-3">
        <Field label="What">
          {(control) => (
            <Select
              {...control}
              {...register("how")}
              options={[
                { value: "percent", label: "Discount" },
                { value: "price", label: "Contract price" },
              ]}
            />
          )}
        </Field>
        <Field label={isPrice ? "USD a unit" : "% off the list price"} error={errors.amount?.message}>
          {(control) => (
            <TextInput
              {...control}
              {...register("amount", { valueAsNumber: true })}
              type="number"
              step="any"
              autoComplete="off"
            />
          )}
        </Field>
      </div>
      <Field
        label="Usage type"
        optional={!isPrice}
        hint="As on the bill; * stands for any characters."
        error={errors.usage_type?.message}
      >
        {(control) => (
          <TextInput {...control} {...register("usage_type")} placeholder="*AW-HW-2*" autoComplete="off" />
        )}
      </Field>
      <div className="grid grid-cols-2 gap-3">
        <Field label="Region" optional error={errors.region?.message}>
          {(control) => <TextInput {...control} {...register("region")} placeholder="all" />}
        </Field>
        <Field label="AWS account" optional error={errors.account_id?.message}>
          {(control) => (
            <Select
              {...control}
              {...register("account_id")}
              options={[{ value: "", label: "All" }, ...owned]}
            />
          )}
        </Field>
        <Field label="From" optional error={errors.valid_from?.message}>
          {(control) => <TextInput {...control} {...register("valid_from")} type="date" />}
        </Field>
        <Field label="Until before" optional error={errors.valid_to?.message}>
          {(control) => <TextInput {...control} {...register("valid_to")} type="date" />}
        </Field>
      </div>
      <FormFooter
        error={save.error}
        busy={save.isPending}
        action={override ? "Save" : "Add price"}
        onCancel={onDone}
      />
    </form>
  );
}
