/** The product's mark: a desktop with a ledger's lines on it. */
export function Logo({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden className={className}>
      <rect width="32" height="32" rx="7" className="fill-accent" />
      <g fill="none" className="stroke-on-accent" strokeLinecap="round" strokeLinejoin="round">
        <path d="M7 9.5h18v10H7z" strokeWidth="2.2" />
        <path d="M11 13.2h4M11 16h7M21 13.2v2.8" strokeWidth="1.8" />
        <path d="M12 23.5h8" strokeWidth="2.2" />
      </g>
    </svg>
  );
}
