import type { ComponentProps, ReactNode } from "react";
import { cx } from "./cx";
import { Icon } from "./icon";
import { Link } from "./link";

/**
 * A table in a card. Columns marked `wide` go away on a phone, where the main cell carries what matters of them. `inset`
 * where a header stands above it: its first and last cells stand as far in as the header.
 */
export function Table({
  caption,
  children,
  inset = false,
  className,
}: {
  caption: string;
  children: ReactNode;
  inset?: boolean;
  className?: string;
}) {
  return (
    <div className="overflow-x-auto">
      <table className={cx("table", inset && insetCells, className)}>
        <caption className="sr-only">{caption}</caption>
        {children}
      </table>
    </div>
  );
}

const insetCells = "[&_td:first-child]:pl-5 [&_th:first-child]:pl-5 [&_td:last-child]:pr-5 [&_th:last-child]:pr-5";

export function Thead({ children }: { children: ReactNode }) {
  return (
    <thead className="max-md:sr-only">
      <tr>{children}</tr>
    </thead>
  );
}

export function Tbody({ children }: { children: ReactNode }) {
  return <tbody>{children}</tbody>;
}

/** `wide` columns go away below a tablet, "extra" ones below a desk. */
type CellLook = { wide?: boolean | "extra"; align?: "left" | "right"; narrow?: boolean };

/** Without a look there is no attribute: one that is undefined is written into the page's data for every row. */
function cellClass({ wide, align, narrow }: CellLook, className?: string): { className?: string } {
  const look = cx(
    wide === true && "wide",
    wide === "extra" && "extra-wide",
    align === "right" && "right",
    narrow && "narrow",
    className,
  );
  return look ? { className: look } : {};
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
  const look = cellClass({ wide, align, narrow }, className);
  if (!sort)
    return children ? (
      <th scope="col" {...look}>
        {children}
      </th>
    ) : (
      <td {...look} />
    );
  return (
    <th scope="col" aria-sort={sort.direction ?? undefined} {...look}>
      <Link
        href={sort.href}
        keepScroll
        className="-mx-1 inline-flex min-h-8 items-center gap-1 rounded-xs px-1 hover:text-ink"
      >
        {children}
        {sort.direction && <Icon size={14} name={sort.direction === "ascending" ? "up" : "down"} />}
      </Link>
    </th>
  );
}

export function Tr(props: ComponentProps<"tr">) {
  return <tr {...props} />;
}

export function Td({
  children,
  className,
  wide,
  align,
  narrow,
}: CellLook & { children?: ReactNode; className?: string }) {
  return <td {...cellClass({ wide, align, narrow }, className)}>{children}</td>;
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
    <span className="name-cell">
      {lead}
      {href ? (
        <Link href={href} plain={plain} dir="auto">
          {name}
        </Link>
      ) : (
        <b dir="auto">{name}</b>
      )}
      {(detail || more) && (
        <small>
          {detail}
          {more && <i>{detail && typeof more === "string" ? ` · ${more}` : more}</i>}
        </small>
      )}
    </span>
  );
}
