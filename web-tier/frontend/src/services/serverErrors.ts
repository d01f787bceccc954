import type { FieldValues, Path, UseFormSetError } from "react-hook-form";
import { asApiError } from "@/api/problem";

/** Puts what the server says about single fields beside these fields. */
export function showServerErrors<T extends FieldValues>(
  error: unknown,
  names: readonly Path<T>[],
  setError: UseFormSetError<T>,
): void {
  for (const each of asApiError(error).errors) {
    const name = names.find((one) => each.field === one || each.field.endsWith(`.${one}`));
    if (name) setError(name, { message: each.message });
  }
}
