/** A part of a whole as a bar. Over the whole it stays full and takes the tone of a warning. */
export function Meter({ value, max, label }: { value: number; max: number; label: string }) {
  const share = max > 0 ? Math.min(value / max, 1) : 0;
  const tone = max > 0 && value > max ? "fill-bad" : share >= 0.85 ? "fill-warn" : "fill-accent";
  return (
    <svg
      width="100%"
      height="8"
      role="img"
      aria-label={label}
      className="block rounded-full border border-line bg-sunken"
    >
      {share > 0 && <rect width={`${Math.max(share * 100, 0.5).toFixed(2)}%`} height="8" rx="3" className={tone} />}
    </svg>
  );
}
