import type { Dataset, Field, QuestionAnswer, ResultColumn } from "@/api/types";
import { findField } from "@/services/catalog";
import { fieldText } from "@/services/fieldText";
import { formatMonth } from "@/lib/format";

/** The field that a column of an answer is of; of a measure, what is known of the column itself. */
export function fieldOf(dataset: Dataset | undefined, column: ResultColumn): Field {
  const known = dataset ? findField(dataset, column.name) : undefined;
  return {
    name: column.name,
    label: column.label,
    type: column.type as Field["type"],
    unit: column.unit,
    description: "",
    operators: [],
    values: known?.values ?? null,
    filterable: false,
    groupable: false,
    buckets: [],
    aggregates: [],
    sortable: false,
    facet: false,
    group: "",
    synonyms: [],
    provenance: "derived",
    nullable: true,
    grain: known?.grain ?? null,
  };
}

/** A cell in words; a month is told as one. */
export function cellText(field: Field, value: unknown): string {
  const isMonth = field.grain === "month" && typeof value === "string";
  return isMonth ? formatMonth(value) : fieldText(field, value);
}

export interface Drawn {
  x: number;
  y: number;
  type: "bar" | "line";
  /** Whether the values are parts of a whole. */
  isSum: boolean;
}

/** How the rows are drawn, by the numbers of the columns; null where a table says more. */
export function drawn(answer: Pick<QuestionAnswer, "chart" | "columns" | "rows">): Drawn | null {
  const { chart, columns, rows } = answer;
  if (!chart || rows.length < 2) return null;
  const x = columns.findIndex((column) => column.name === chart.x);
  const y = columns.findIndex((column) => column.name === chart.y);
  if (x < 0 || y < 0) return null;
  return { x, y, type: chart.type, isSum: /^(count$|sum_)/.test(chart.y) };
}
