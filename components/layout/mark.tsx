/** The mark: an open court. */
export function Mark({ size = 22 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" className="shrink-0">
      <rect width="24" height="24" rx="6.5" className="fill-accent" />
      <path
        d="M8 17V9.6C8 8.7 8.7 8 9.6 8h4.8c.9 0 1.6.7 1.6 1.6V17"
        fill="none"
        strokeWidth="1.9"
        strokeLinecap="round"
        className="stroke-accent-ink"
      />
    </svg>
  );
}
