const WORDS = {
  measured: "What CloudWatch has measured",
  modelled: "Price times hours, by the model of costs",
  billed: "What AWS has billed",
} as const;

/** Where a number comes from: measured, modelled and billed are never the same. */
export function Origin({ kind }: { kind: keyof typeof WORDS }) {
  return (
    <span
      title={WORDS[kind]}
      className="inline-block rounded-sm border border-line-strong px-1 text-2xs leading-3.5 font-medium text-muted"
    >
      {kind}
    </span>
  );
}
