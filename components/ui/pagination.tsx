import { buttonClass, LinkButton } from "./button";
import { cx } from "./cx";
import { formatNumber } from "./format";

export type PageLinks = { first?: string; previous?: string; next?: string; last?: string };

/** The foot of a list: which rows these are, and links to the pages around. `from` and `to` count from 1. */
export function Pagination({
  from,
  to,
  total,
  links,
  className,
}: {
  from: number;
  to: number;
  total: number;
  links: PageLinks;
  className?: string;
}) {
  const many = Boolean(links.previous ?? links.next);
  return (
    <div className={cx("flex min-h-13 items-center justify-between gap-3 border-t border-line px-3.5 py-2", className)}>
      <p className="text-xs text-ink-2 tabular">
        {total === 0 ? "None" : `${formatNumber(from)}–${formatNumber(to)} of ${formatNumber(total)}`}
      </p>
      {many && (
        <nav aria-label="Pages" className="flex items-center gap-2">
          {links.first && (
            <Step href={links.first} className="max-sm:hidden">
              First
            </Step>
          )}
          <Step href={links.previous} rel="prev">
            Previous
          </Step>
          <Step href={links.next} rel="next">
            Next
          </Step>
          {links.last && (
            <Step href={links.last} className="max-sm:hidden">
              Last
            </Step>
          )}
        </nav>
      )}
    </div>
  );
}

function Step({
  href,
  rel,
  className,
  children,
}: {
  href?: string;
  rel?: string;
  className?: string;
  children: string;
}) {
  if (href)
    return (
      <LinkButton href={href} rel={rel} size="sm" className={className}>
        {children}
      </LinkButton>
    );
  return (
    <span aria-disabled="true" className={buttonClass("secondary", "sm", className)}>
      {children}
    </span>
  );
}
