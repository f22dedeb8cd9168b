import { cx } from "@/components/ui/cx";
import { formatNumber } from "@/components/ui/format";
import { Link } from "@/components/ui/link";
import { Mark } from "./mark";
import type { Theme } from "./theme";
import { ThemeChoice } from "./theme-choice";
import type { FormAct, NavGroup } from "./types";

export const navId = "navigation";

/** One element: beside the page on a desk, a sheet (the browser's popover) on a phone. */
export function SideNav({
  groups,
  label,
  theme,
  themeAction,
}: {
  groups: readonly NavGroup[];
  label: string;
  theme: Theme;
  themeAction: FormAct;
}) {
  return (
    <nav id={navId} popover="auto" aria-label={label} className="sheet px-3 py-5">
      <p className="mb-5 flex items-center gap-2.5 px-2 font-medium lg:hidden">
        <Mark />
        <span className="truncate">{label}</span>
      </p>
      {groups.map((group) => (
        <div key={group.title} className="mb-5">
          <p id={`nav-${group.title}`} className="px-2 pb-1 text-xs font-normal text-ink-3">
            {group.title}
          </p>
          <ul aria-labelledby={`nav-${group.title}`} className="grid gap-0.5">
            {group.items.map((item) => (
              <li key={item.href}>
                <Link
                  href={item.href}
                  {...(item.active && { "aria-current": "page" })}
                  className={cx(
                    "flex min-h-7.5 items-center justify-between gap-2 rounded-md border px-2 pointer-coarse:min-h-10",
                    item.active
                      ? "border-line bg-sunken font-medium text-ink"
                      : "border-transparent text-ink-2 hover:bg-sunken hover:text-ink",
                  )}
                >
                  <span className="truncate">{item.label}</span>
                  {item.count !== undefined && (
                    <span className={cx("font-normal tabular", item.active ? "text-ink-2" : "text-ink-3")}>
                      {formatNumber(item.count)}
                    </span>
                  )}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
      <div className="-ml-0.5 md:hidden">
        <ThemeChoice theme={theme} action={themeAction} />
      </div>
    </nav>
  );
}
