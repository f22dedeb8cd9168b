import type { ReactNode } from "react";
import { cx } from "./cx";
import { Icon } from "./icon";

export type NoticeTone = "info" | "good" | "warn" | "bad";

const tones: Record<NoticeTone, string> = {
  info: "border-line bg-sunken [&>svg]:text-ink-3",
  good: "border-transparent bg-good-wash/70 [&>svg]:text-good",
  warn: "border-transparent bg-warn-wash/70 [&>svg]:text-warn",
  bad: "border-transparent bg-bad-wash/70 [&>svg]:text-bad",
};

/** Something to know about this page. `live` where it appears in answer to what somebody did. */
export function Notice({
  tone = "info",
  title,
  children,
  actions,
  live = false,
  className,
}: {
  tone?: NoticeTone;
  title?: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
  live?: boolean;
  className?: string;
}) {
  return (
    <div
      role={live ? (tone === "bad" ? "alert" : "status") : undefined}
      className={cx("flex flex-wrap gap-2.5 rounded-lg border px-3.5 py-2.5 sm:flex-nowrap", tones[tone], className)}
    >
      <Icon name={tone} className="mt-0.5 shrink-0" />
      <div className="min-w-0 flex-1 basis-48">
        {title && <p className="font-medium">{title}</p>}
        {children && <div className="text-ink-2">{children}</div>}
      </div>
      {actions && <div className="flex shrink-0 flex-wrap items-center gap-2 self-center">{actions}</div>}
    </div>
  );
}

/** The message a redirect carried. The region is always there, so that readers notice what comes into it. */
export function Flash({ message, tone = "good" }: { message?: string | null; tone?: NoticeTone }) {
  return (
    <div aria-live="polite">
      {message && (
        <Notice tone={tone} className="mb-4">
          <p className="text-ink">{message}</p>
        </Notice>
      )}
    </div>
  );
}
