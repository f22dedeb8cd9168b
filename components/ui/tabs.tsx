import { cx } from "./cx";
import { formatNumber } from "./format";
import { Link } from "./link";

export type TabItem = { label: string; href: string; count?: number; active: boolean };

/** Views of the same thing as links, each with its count. */
export function Tabs({ items, label }: { items: readonly TabItem[]; label: string }) {
  return (
    <nav aria-label={label} className="mb-3 overflow-x-auto border-b border-line">
      <ul className="-mb-px flex gap-5">
        {items.map((item) => (
          <li key={item.href}>
            <Link
              href={item.href}
              {...(item.active && { "aria-current": "page" })}
              className={cx(
                "flex min-h-9 items-center gap-1 border-b-2 whitespace-nowrap -outline-offset-2 pointer-coarse:min-h-10",
                item.active ? "border-ink font-medium" : "border-transparent text-ink-2 hover:text-ink",
              )}
            >
              {item.label}
              {item.count !== undefined && (
                <span className="font-normal text-ink-3 tabular">{formatNumber(item.count)}</span>
              )}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
