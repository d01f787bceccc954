interface Props {
  label: string;
  options: { value: string; label: string }[];
  chosen: string[];
  onChange: (next: string[]) => void;
  error?: string | undefined;
  hint?: string;
}

/** Several of a few. */
export function CheckList({ label, options, chosen, onChange, error, hint }: Props) {
  const known = new Set(options.map((option) => option.value));
  const all = [
    ...options,
    ...chosen.filter((value) => !known.has(value)).map((value) => ({ value, label: value })),
  ];
  return (
    <fieldset className="rounded-md border border-line p-3">
      <legend className="px-1 text-sm font-medium">{label}</legend>
      <div className="flex max-h-44 flex-col gap-1 overflow-y-auto">
        {all.map((option) => (
          <label key={option.value} className="flex min-h-6 items-center gap-2 text-sm">
            <input
              type="checkbox"
              className="size-4 shrink-0"
              checked={chosen.includes(option.value)}
              onChange={(event) =>
                onChange(
                  event.target.checked
                    ? [...chosen, option.value]
                    : chosen.filter((value) => value !== option.value),
                )
              }
            />
            <bdi className="min-w-0 truncate">{option.label}</bdi>
          </label>
        ))}
        {!all.length && <p className="text-sm text-faint">There are none yet.</p>}
      </div>
      {hint && <p className="mt-1 text-xs text-faint">{hint}</p>}
      {error && <p className="mt-1 text-xs text-danger">{error}</p>}
    </fieldset>
  );
}
