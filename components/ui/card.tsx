import type { ReactNode } from "react";
import { cx } from "./cx";

type Part = { children: ReactNode; className?: string };

export function Card({ children, className, id }: Part & { id?: string }) {
  return (
    <section id={id} className={cx("rounded-lg border border-line bg-panel", className)}>
      {children}
    </section>
  );
}

/** Title, count and sentence of a card, its action at the right. `lined` sets it apart from the rows below. */
export function CardHeader({
  title,
  count,
  sentence,
  actions,
  lined = false,
  as: Heading = "h2",
}: {
  title: ReactNode;
  count?: number;
  sentence?: ReactNode;
  actions?: ReactNode;
  lined?: boolean;
  as?: "h2" | "h3";
}) {
  return (
    <div
      className={cx(
        "flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-5 pt-4",
        lined ? "border-b border-line pb-4" : "pb-2",
      )}
    >
      <div className="min-w-0">
        <Heading>
          {title}
          {count !== undefined && (
            <span className="ml-1 font-normal text-ink-3 tabular">{count.toLocaleString("en-US")}</span>
          )}
        </Heading>
        {sentence && <p className="text-ink-2">{sentence}</p>}
      </div>
      {actions && <div className="flex items-center gap-2">{actions}</div>}
    </div>
  );
}

/** A part of a card; parts are set apart by hairlines. */
export function CardSection({ children, className }: Part) {
  return <div className={cx("px-5 py-4 not-first:border-t not-first:border-line", className)}>{children}</div>;
}

/** Body right below a `CardHeader`. */
export function CardBody({ children, className }: Part) {
  return <div className={cx("px-5 pb-5", className)}>{children}</div>;
}

/** Facts of a thing: what at the left, its value at the right. */
export function Facts({ children, className }: Part) {
  return <dl className={cx("px-5 pb-3", className)}>{children}</dl>;
}

export function Fact({ label, children }: { label: ReactNode; children: ReactNode }) {
  return (
    <div className="flex min-h-8 items-center justify-between gap-4 py-1">
      <dt className="text-ink-2">{label}</dt>
      <dd className="min-w-0 text-right wrap-anywhere">{children}</dd>
    </div>
  );
}
