import type { ReactNode } from "react";

/** Title and one sentence at the left, actions at the right; on a phone the actions stand below. */
export function PageHeader({
  title,
  sentence,
  actions,
  avatar,
}: {
  title: ReactNode;
  sentence?: ReactNode;
  actions?: ReactNode;
  avatar?: ReactNode;
}) {
  return (
    <header className="mb-5 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
      <div className="flex min-w-0 flex-1 basis-72 items-center gap-3.5">
        {avatar}
        <div className="min-w-0">
          <h1 className="wrap-anywhere">{title}</h1>
          {sentence && <p className="text-ink-2 wrap-anywhere">{sentence}</p>}
        </div>
      </div>
      {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </header>
  );
}

/** Why there is nothing here, and the action that fills it. */
export function EmptyState({ children, action }: { children: ReactNode; action?: ReactNode }) {
  return (
    <div className="flex flex-col items-center gap-3 px-5 py-12 text-center">
      <p className="max-w-md text-balance text-ink-2">{children}</p>
      {action}
    </div>
  );
}
