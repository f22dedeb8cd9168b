import { Card, CardHeader } from "@/components/ui/card";
import { Link } from "@/components/ui/link";
import { Time } from "@/components/ui/time";
import type { HistoryEntry } from "@/db/queries/person-history";
import { type Names, plainText } from "@/lib/audit/telling";
import { sentenceOf } from "@/lib/audit/words";

type Props = { history: HistoryEntry[]; names: Names; allHref: string | null; timeZone: string; at: Date };

/** The newest of what the person did and what was done to them, out of the audit log. */
export function HistoryCard({ history, names, allHref, timeZone, at }: Props) {
  return (
    <Card id="history">
      <CardHeader
        title="History"
        actions={
          allHref &&
          history.length > 0 && (
            <Link href={allHref} className="text-ink-2 hover:text-ink hover:underline">
              Open in the audit log
            </Link>
          )
        }
      />
      {history.length === 0 ? (
        <p className="px-5 pb-5 text-ink-3">Nothing yet.</p>
      ) : (
        <ol className="px-5 pb-3.5">
          {history.map((entry) => (
            <li key={entry.id} className="flex items-baseline gap-4 py-1.5">
              <span className="min-w-0 flex-1 wrap-anywhere" dir="auto">
                {plainText(sentenceOf(entry), names)}
              </span>
              <span className="shrink-0 text-xs text-ink-3">
                <Time at={entry.at} timeZone={timeZone} relative now={at} />
              </span>
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}
