import { Card } from "@/components/ui/card";
import { formatNumber } from "@/components/ui/format";
import type { ImportCounts } from "@/db/queries/imports";

/** How many lines do what, in figures. */
export function Outcomes({ counts, settled }: { counts: ImportCounts; settled: boolean }) {
  const figures = [
    { label: settled ? "Invited" : "Will be invited", count: counts.invited, always: true },
    { label: settled ? "Merged into an open invitation" : "Invited already, will be merged", count: counts.merged },
    { label: "Members already", count: counts.member },
    { label: "Held back by a limit", count: counts.limited, tone: "text-warn" },
    {
      label: settled ? "Not invited" : "With errors",
      count: counts.wrong + counts.refused,
      tone: "text-bad",
      always: !settled,
    },
  ].filter(({ count, always }) => count > 0 || always);
  return (
    <Card>
      <dl className="flex flex-wrap gap-x-10 gap-y-3 px-5 py-4">
        {figures.map(({ label, count, tone }) => (
          <div key={label} className="flex flex-col-reverse">
            <dt className="text-xs text-ink-2">{label}</dt>
            <dd className={`text-xl font-semibold tabular ${count > 0 && tone ? tone : ""}`}>{formatNumber(count)}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
