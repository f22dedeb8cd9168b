import { formatExact } from "@/components/ui/format";
import { Code } from "@/components/ui/text";
import type { AuditRow } from "@/db/queries/audit";
import { changedFields, type Names, objectOf, type Part } from "@/lib/audit/telling";
import { actionLabel } from "@/lib/audit/words";
import { Said } from "./said";

type Props = { row: AuditRow; names: Names; path: string; timeZone: string };

/** What changed field by field, and where the entry stands in the chain. */
export function EntryDetails({ row, ...look }: Props) {
  const fields = changedFields(row);
  return (
    <details className="group min-w-0 open:basis-full">
      <summary className="w-fit cursor-pointer list-none py-0.5 hover:text-ink [&::-webkit-details-marker]:hidden pointer-coarse:py-2.5">
        <span className="group-open:hidden">Details</span>
        <span className="hidden group-open:inline">Close</span>
      </summary>
      <div className="my-1.5 overflow-hidden rounded-md border border-line bg-panel text-ink-2">
        {fields.length > 0 && (
          <table className="w-full border-b border-line text-left">
            <caption className="sr-only">What changed</caption>
            <thead>
              <tr className="[&>th]:h-7! [&>th]:px-3! [&>th]:font-normal! [&>th]:text-ink-3">
                <th scope="col">Field</th>
                <th scope="col">Before</th>
                <th scope="col">After</th>
              </tr>
            </thead>
            <tbody>
              {fields.map(({ field, label, before, after }) => (
                <tr key={field} className="hover:bg-transparent! [&>*]:h-7! [&>*]:border-b-0! [&>*]:px-3! [&>*]:py-1!">
                  <th scope="row" className="w-40">
                    {label}
                  </th>
                  <Value parts={before} {...look} />
                  <Value parts={after} {...look} fresh />
                </tr>
              ))}
            </tbody>
          </table>
        )}
        <dl className="grid gap-x-4 gap-y-1 px-3 py-2 sm:grid-cols-[auto_1fr]">
          <Line label="Event">
            {actionLabel(row.action)} <Code>{row.action}</Code>
          </Line>
          <Line label="Object">
            <Said parts={[objectOf(row)]} {...look} /> <Code>{`${row.objectType}:${row.objectId}`}</Code>
          </Line>
          <Line label="Time">{formatExact(row.at, look.timeZone)}</Line>
          {row.ip && <Line label="IP address">{row.ip}</Line>}
          {row.agent && <Line label="Browser">{row.agent}</Line>}
          <Line label="Operation">
            <Code>{row.operationId}</Code>
          </Line>
          {row.requestId && (
            <Line label="Request">
              <Code>{row.requestId}</Code>
            </Line>
          )}
          <Line label="Entry">
            <Code>{row.id}</Code> number {row.seq.toLocaleString("en-US")}
          </Line>
        </dl>
      </div>
    </details>
  );
}

type ValueProps = { parts: Part[] | null; fresh?: boolean; names: Names; path: string; timeZone: string };

function Value({ parts, fresh, ...look }: ValueProps) {
  return (
    <td className={fresh ? "wrap-anywhere text-ink" : "wrap-anywhere"}>
      {parts ? <Said parts={parts} {...look} /> : <span className="text-ink-3">–</span>}
    </td>
  );
}

function Line({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <>
      <dt className="text-ink-3">{label}</dt>
      <dd className="wrap-anywhere">{children}</dd>
    </>
  );
}
