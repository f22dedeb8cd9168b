import type { ReactNode } from "react";
import { cx } from "./cx";
import { Link } from "./link";

const row =
  "flex min-h-8 w-full items-center gap-2 rounded-sm px-2.5 text-left hover:bg-sunken focus-visible:bg-sunken -outline-offset-2 pointer-coarse:min-h-10";

/**
 * A button that opens a list below it, by the browser's own popover: Escape, a click elsewhere and the return of the
 * focus come with it, before any script. `id` must be unique on the page.
 */
export function Menu({
  id,
  label,
  button,
  children,
  align = "end",
  className,
}: {
  id: string;
  label: string;
  button: ReactNode;
  children: ReactNode;
  align?: "start" | "end";
  className?: string;
}) {
  return (
    <>
      <button
        type="button"
        popoverTarget={id}
        title={label}
        className={cx(
          "rounded-md hover:bg-sunken",
          className ?? "grid size-8 place-content-center text-ink-2 pointer-coarse:size-10",
        )}
      >
        {button}
        <span className="sr-only">{label}</span>
      </button>
      <div id={id} popover="auto" data-align={align} className="menu">
        {children}
      </div>
    </>
  );
}

export function MenuGroup({ title, children }: { title?: string; children: ReactNode }) {
  return (
    <div className="not-first:mt-1 not-first:border-t not-first:border-line not-first:pt-1">
      {title && <p className="px-2.5 pt-1.5 pb-1 text-xs text-ink-3">{title}</p>}
      <ul>{children}</ul>
    </div>
  );
}

export function MenuLink({
  href,
  children,
  hint,
  lead,
  current = false,
}: {
  href: string;
  children: ReactNode;
  hint?: ReactNode;
  lead?: ReactNode;
  current?: boolean;
}) {
  return (
    <li>
      <Link href={href} {...(current && { "aria-current": true })} className={row}>
        {lead}
        <span className="min-w-0 flex-1 truncate">{children}</span>
        {hint && <span className="text-xs text-ink-3">{hint}</span>}
      </Link>
    </li>
  );
}

/** A menu entry that does something: the submit button of its own form, without script too. An address is posted to. */
export function MenuAction({
  action,
  fields = {},
  danger = false,
  children,
  hint,
}: {
  action: string | ((data: FormData) => void | Promise<void>);
  fields?: Record<string, string>;
  danger?: boolean;
  children: ReactNode;
  hint?: ReactNode;
}) {
  return (
    <li>
      <form action={action} method={typeof action === "string" ? "post" : undefined}>
        {Object.entries(fields).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <button type="submit" className={cx(row, danger && "text-bad")}>
          <span className="flex-1 truncate">{children}</span>
          {hint && <span className="text-xs text-ink-3">{hint}</span>}
        </button>
      </form>
    </li>
  );
}

/** The same where the form stands elsewhere on the page, known by its `id`: inside another form it cannot stand. */
export function MenuSubmit({
  form,
  name,
  value,
  danger = false,
  children,
}: {
  form: string;
  name: string;
  value: string;
  danger?: boolean;
  children: ReactNode;
}) {
  return (
    <li>
      <button type="submit" form={form} name={name} value={value} className={cx(row, danger && "text-bad")}>
        <span className="flex-1 truncate">{children}</span>
      </button>
    </li>
  );
}
