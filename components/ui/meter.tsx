/** A part of a whole as a bar. Near and over the whole it warns, unless reaching it is the aim (`goal`). */
export function Meter({
  value,
  max,
  label,
  goal = false,
}: {
  value: number;
  max: number;
  label: string;
  goal?: boolean;
}) {
  const share = max > 0 ? Math.min(value / max, 1) : 0;
  const tone = goal ? "fill-accent" : max > 0 && value > max ? "fill-bad" : share >= 0.85 ? "fill-warn" : "fill-accent";
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
