import type { ReactNode } from "react";
import { cx } from "./cx";

export type Tone = "neutral" | "accent" | "good" | "warn" | "bad";

const tones: Record<Tone, string> = {
  neutral: "tag",
  accent: "tag accent",
  good: "tag good",
  warn: "tag warn",
  bad: "tag bad",
};

/** A state worth noticing. Where nothing is, plain text says it. */
export function Tag({
  tone = "neutral",
  children,
  title,
  className,
}: {
  tone?: Tone;
  children: ReactNode;
  title?: string;
  className?: string;
}) {
  return (
    <span {...(title && { title })} className={cx(tones[tone], className)}>
      {children}
    </span>
  );
}

/** The first `max` of a list as tags, the rest as a number that names them on hover. */
export function Tags({ items, max = 2, empty = "–" }: { items: readonly string[]; max?: number; empty?: string }) {
  if (items.length === 0) return <span className="text-ink-3">{empty}</span>;
  const rest = items.slice(max);
  return (
    <span className="inline-flex max-w-full flex-wrap gap-1 align-middle xl:flex-nowrap">
      {items.slice(0, max).map((item) => (
        <Tag key={item}>{item}</Tag>
      ))}
      {rest.length > 0 && (
        <Tag title={rest.join(", ")}>
          +{rest.length}
          <span className="sr-only">: {rest.join(", ")}</span>
        </Tag>
      )}
    </span>
  );
}
