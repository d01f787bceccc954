import { zodResolver } from "@hookform/resolvers/zod";
import { useQuery } from "@tanstack/react-query";
import { useForm } from "react-hook-form";
import { z } from "zod";
import type { Plan, ReportRequest } from "@/api/types";
import { CheckList } from "@/components/forms/CheckList";
import { controlStyle } from "@/components/forms/controls";
import { Field } from "@/components/forms/Field";
import { FormFooter } from "@/components/forms/FormFooter";
import { Select } from "@/components/forms/Select";
import { TextInput } from "@/components/forms/TextInput";
import { cn } from "@/lib/cn";
import { isObject } from "@/lib/guards";
import { toasts } from "@/lib/toasts";
import { catalog, findDataset } from "@/services/catalog";
import { useAskReport } from "@/services/reports";
import { FORMATS, TEMPLATES } from "./kinds";

/** A plan as it was written; null for what is no JSON object. */
function parsePlan(text: string): Plan | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? (value as Plan) : null;
  } catch {
    return null;
  }
}

const form = z
  .object({
    kind: z.enum(["inventory", "usage", "billing", "events", "changes", "recommendations", "query"]),
    name: z.string().trim().max(100, "At most 100 characters"),
    format: z.enum(["xlsx", "csv"]),
    columns: z.array(z.string()),
    plan: z.string(),
  })
  .superRefine((values, context) => {
    if (values.kind === "query" && !parsePlan(values.plan)) {
      context.addIssue({ code: "custom", path: ["plan"], message: "Write the plan as a JSON object" });
    }
  });
type Values = z.infer<typeof form>;

const EXAMPLE = `{"dataset": "workspaces", "group_by": [{"field": "region"}], "measures": [{"agg": "count"}]}`;

function toRequest(values: Values): ReportRequest {
  const plan = values.kind === "query" ? parsePlan(values.plan) : null;
  return {
    report_type: values.kind,
    format: values.format,
    ...(values.name ? { name: values.name } : {}),
    ...(plan ? { plan } : {}),
    ...(!plan && values.columns.length ? { columns: values.columns } : {}),
  };
}

/** A report from a template or from a plan of one's own, written in the background. */
export function ReportForm({ onDone }: { onDone: () => void }) {
  const ask = useAskReport();
  const all = useQuery(catalog).data;
  const { register, handleSubmit, formState, watch, setValue } = useForm<Values>({
    resolver: zodResolver(form),
    defaultValues: { kind: "inventory", name: "", format: "xlsx", columns: [], plan: EXAMPLE },
  });
  const kind = watch("kind");
  const columns = watch("columns");
  const there = TEMPLATES.filter((each) => !all || findDataset(all, each.dataset));
  const template = TEMPLATES.find((each) => each.kind === kind);
  const dataset = all && template ? findDataset(all, template.dataset) : undefined;
  const submit = handleSubmit((values) =>
    ask.mutate(toRequest(values), {
      onSuccess: () => {
        toasts.show("The report is being written; its progress is in the list.");
        onDone();
      },
    }),
  );
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-4 p-4">
      <Field label="What" hint={template?.hint ?? "Any question in the product’s query language; every row."}>
        {(control) => (
          <Select
            {...control}
            {...register("kind", { onChange: () => setValue("columns", []) })}
            options={[
              ...there.map((each) => ({ value: each.kind, label: each.label })),
              { value: "query", label: "A plan of your own" },
            ]}
          />
        )}
      </Field>
      {kind === "query" && (
        <Field label="Plan" error={formState.errors.plan?.message}>
          {(control) => (
            <textarea
              {...control}
              {...register("plan")}
              rows={5}
              spellCheck={false}
              className={cn(controlStyle, "h-auto py-2 font-mono text-xs")}
            />
          )}
        </Field>
      )}
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Format">
          {(control) => <Select {...control} {...register("format")} options={FORMATS} />}
        </Field>
        <Field label="Name" optional error={formState.errors.name?.message}>
          {(control) => <TextInput {...control} {...register("name")} autoComplete="off" />}
        </Field>
      </div>
      {dataset && (
        <CheckList
          label="Columns"
          options={dataset.fields.map((field) => ({ value: field.name, label: field.label }))}
          chosen={columns}
          onChange={(next) => setValue("columns", next)}
          hint="None chosen: the template’s own. They stand in the order in which they are chosen."
        />
      )}
      <FormFooter error={ask.error} busy={ask.isPending} action="Write the report" onCancel={onDone} />
    </form>
  );
}
