import type { ReactNode } from "react";
import { Mark } from "./mark";

/** The narrow card of the pages before the shell: sign in, sign up, an invitation. */
export function AuthCard({
  title,
  sentence,
  children,
  foot,
}: {
  title: ReactNode;
  sentence?: ReactNode;
  children?: ReactNode;
  foot?: ReactNode;
}) {
  return (
    <main className="grid min-h-dvh place-items-center bg-sunken px-4 py-8 max-sm:items-start">
      <div className="roomy w-full max-w-[400px] rounded-lg border border-line bg-panel px-5 py-6 sm:px-7 sm:py-7">
        <Mark size={28} />
        <h1 className="mt-4 wrap-anywhere">{title}</h1>
        {sentence && <p className="mt-1 text-ink-2 wrap-anywhere [&_b]:font-medium [&_b]:text-ink">{sentence}</p>}
        {children && <div className="mt-4">{children}</div>}
        {foot && (
          <div className="mt-5 text-center text-xs text-ink-3 [&_a]:text-accent [&_a]:underline [&_a]:underline-offset-2">
            {foot}
          </div>
        )}
      </div>
    </main>
  );
}
