import type { ReactNode } from "react";
import { cx } from "@/components/ui/cx";
import { Mark } from "./mark";

/** A page that has only something to say: what happened, what to do. Inside the shell it leaves the mark out. */
export function MessagePage({
  title,
  children,
  actions,
  bare = false,
}: {
  title: string;
  children: ReactNode;
  actions?: ReactNode;
  bare?: boolean;
}) {
  return (
    <div className={cx("grid place-items-center px-4", bare ? "min-h-[50vh]" : "min-h-dvh bg-sunken py-8")}>
      <div className={cx("w-full max-w-[440px]", !bare && "rounded-lg border border-line bg-panel px-7 py-7")}>
        {!bare && (
          <div className="mb-4">
            <Mark size={28} />
          </div>
        )}
        <h1>{title}</h1>
        <div className="mt-1 grid gap-2 text-ink-2">{children}</div>
        {actions && <div className="mt-5 flex flex-wrap gap-2">{actions}</div>}
      </div>
    </div>
  );
}
