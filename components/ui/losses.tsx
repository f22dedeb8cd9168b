import { formatNumber } from "./format";

/** A line of what goes away: how many, and of what. Without a number it is one thing of its kind. */
export type Loss = { count?: number; what: string };

/** What is lost, or comes back, with the numbers under each other. */
export function Losses({ items }: { items: readonly (Loss | false)[] }) {
  const lines = items.filter((item) => item !== false);
  return (
    <ul className="grid grid-cols-[auto_1fr] gap-x-3 text-ink-2">
      {lines.map(({ count, what }) => (
        <li key={what} className="col-span-2 grid grid-cols-subgrid border-t border-line py-1.5 first:border-t-0">
          <b className="text-right font-medium text-ink tabular">{count !== undefined && formatNumber(count)}</b>
          <span>{what}</span>
        </li>
      ))}
    </ul>
  );
}
