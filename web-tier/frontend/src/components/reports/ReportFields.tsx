import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useFormContext } from "react-hook-form";
import { CheckList } from "@/components/forms/CheckList";
import { controlStyle } from "@/components/forms/controls";
import { Field } from "@/components/forms/Field";
import { Select } from "@/components/forms/Select";
import { cn } from "@/lib/cn";
import { catalog, findDataset } from "@/services/catalog";
import { FORMATS, TEMPLATES } from "./kinds";
import type { ReportValues } from "./reportValues";

/** What a report is of: a template or a plan, its format and columns. `beside` stands beside the format. */
export function ReportFields({ beside }: { beside?: ReactNode }) {
  const all = useQuery(catalog).data;
  const { register, formState, watch, setValue } = useFormContext<ReportValues>();
  const kind = watch("kind");
  const there = TEMPLATES.filter((each) => !all || findDataset(all, each.dataset));
  const template = TEMPLATES.find((each) => each.kind === kind);
  const dataset = all && template ? findDataset(all, template.dataset) : undefined;
  return (
    <>
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
        {beside}
      </div>
      {dataset && (
        <CheckList
          label="Columns"
          options={dataset.fields.map((field) => ({ value: field.name, label: field.label }))}
          chosen={watch("columns")}
          onChange={(next) => setValue("columns", next)}
          hint="None chosen: the template’s own. They stand in the order in which they are chosen."
        />
      )}
    </>
  );
}
