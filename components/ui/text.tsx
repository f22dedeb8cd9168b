import type { ReactNode } from "react";
import { formatNumber } from "./format";

export function Num({ value }: { value: number }) {
  return <span className="tabular">{formatNumber(value)}</span>;
}

export function Kbd({ children }: { children: ReactNode }) {
  return <kbd className="font-sans text-xs text-ink-3">{children}</kbd>;
}

/** Ids, tokens and codes. */
export function Code({ children }: { children: ReactNode }) {
  return (
    <code className="rounded-xs border border-line bg-sunken px-1 py-px font-mono text-xs wrap-anywhere">
      {children}
    </code>
  );
}

export function VisuallyHidden({ children }: { children: ReactNode }) {
  return <span className="sr-only">{children}</span>;
}

/** A placeholder of the same measure as what is coming. */
export function Skeleton({ className = "h-4 w-32" }: { className?: string }) {
  return <span aria-hidden="true" className={`block animate-pulse rounded-sm bg-sunken ${className}`} />;
}
