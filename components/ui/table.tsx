import Link from "next/link";
import type { ComponentProps, ReactNode } from "react";
import { cx } from "./cx";
import { Icon } from "./icon";

/** A table in a card. Columns marked `wide` go away on a phone, where the main cell carries what matters of them. */
export function Table({ caption, children, className }: { caption: string; children: ReactNode; className?: string }) {
  return (
    <div className="overflow-x-auto">
      <table className={cx("w-full border-separate border-spacing-0 text-left", className)}>
        <caption className="sr-only">{caption}</caption>
        {children}
      </table>
    </div>
  );
}

export function Thead({ children }: { children: ReactNode }) {
  return (
    <thead className="max-md:sr-only">
      <tr>{children}</tr>
    </thead>
  );
}

export function Tbody({ children }: { children: ReactNode }) {
  return <tbody className="[&>tr:last-child>td]:border-b-0">{children}</tbody>;
}

/** `wide` columns go away below a tablet, "extra" ones below a desk. */
type CellLook = { wide?: boolean | "extra"; align?: "left" | "right"; narrow?: boolean };

function cellClass({ wide, align, narrow }: CellLook, own: string, className?: string): string {
  return cx(
    "border-b border-line px-3 first:pl-3.5 last:pr-3.5",
    own,
    wide === true && "max-md:hidden",
    wide === "extra" && "max-xl:hidden",
    align === "right" && "text-right",
    narrow && "w-px whitespace-nowrap",
    className,
  );
}

export type Sort = { href: string; direction: "ascending" | "descending" | null };

/** A column's head. With `sort` it is a link that sorts by it, or turns the order round. */
export function Th({
  children,
  sort,
  className,
  wide,
  align,
  narrow,
}: CellLook & { children?: ReactNode; sort?: Sort; className?: string }) {
  const look = cellClass({ wide, align, narrow }, "h-9 text-xs font-normal text-ink-2", className);
  if (!sort)
    return children ? (
      <th scope="col" className={look}>
        {children}
      </th>
    ) : (
      <td className={look} />
    );
  return (
    <th scope="col" aria-sort={sort.direction ?? undefined} className={look}>
      <Link
        href={sort.href}
        prefetch={false}
        scroll={false}
        className="-mx-1 inline-flex min-h-8 items-center gap-1 rounded-xs px-1 hover:text-ink"
      >
        {children}
        {sort.direction && <Icon size={14} name={sort.direction === "ascending" ? "up" : "down"} />}
      </Link>
    </th>
  );
}

export function Tr({ children, className, ...rest }: ComponentProps<"tr">) {
  return (
    <tr {...rest} className={cx("transition-colors hover:bg-sunken/60", className)}>
      {children}
    </tr>
  );
}

export function Td({
  children,
  className,
  wide,
  align,
  narrow,
}: CellLook & { children?: ReactNode; className?: string }) {
  return <td className={cellClass({ wide, align, narrow }, "h-10 py-2", className)}>{children}</td>;
}

/** Name over detail with what stands before it. `more` is shown on a phone only: "e-mail · role". */
export function NameCell({
  lead,
  name,
  href,
  plain = false,
  detail,
  more,
}: {
  lead?: ReactNode;
  name: ReactNode;
  href?: string;
  /** A document of its own, with a policy of its own, instead of a change within this one. */
  plain?: boolean;
  detail?: ReactNode;
  more?: ReactNode;
}) {
  return (
    <span className="flex min-w-0 items-center gap-2.5">
      {lead}
      <span className="min-w-0 leading-4 md:min-w-40">
        {href && plain ? (
          <a href={href} className="block font-medium wrap-anywhere hover:underline">
            <bdi>{name}</bdi>
          </a>
        ) : href ? (
          <Link href={href} prefetch={false} className="block font-medium wrap-anywhere hover:underline">
            <bdi>{name}</bdi>
          </Link>
        ) : (
          <span className="block font-medium wrap-anywhere">
            <bdi>{name}</bdi>
          </span>
        )}
        {(detail || more) && (
          <span className="block text-xs text-ink-3 wrap-anywhere">
            {detail}
            {more && (
              <span className="md:hidden">
                {detail && " · "}
                {more}
              </span>
            )}
          </span>
        )}
      </span>
    </span>
  );
}
