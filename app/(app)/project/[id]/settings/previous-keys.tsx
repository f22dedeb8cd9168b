import { ActionButton } from "@/components/form/action-button";
import { formatExact, formatMinute } from "@/components/ui/format";
import { Time } from "@/components/ui/time";
import type { PreviousKey } from "@/db/queries/access-keys";
import { keyLabels, keyNames } from "@/lib/projects/key-words";
import { endPrevious } from "./actions";

type Common = { projectId: number; mayEnd: boolean; at: Date; timeZone: string };

/** Rotated keys that still work or did until recently, and whether anybody needs them. */
export function PreviousKeys({ keys, ...common }: Common & { keys: readonly PreviousKey[] }) {
  return (
    <ul className="grid">
      {keys.map((key) => (
        <PreviousKeyLine key={key.id} previous={key} {...common} />
      ))}
    </ul>
  );
}

function PreviousKeyLine({ previous, projectId, mayEnd, at, timeZone }: Common & { previous: PreviousKey }) {
  const { kind, lastFour, rotatedBy, worksUntil } = previous;
  const works = worksUntil > at;
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-4 gap-y-1 border-t border-line py-2.5 first:border-t-0 last:pb-0">
      <div className="min-w-0">
        <p className={works ? "" : "text-ink-2"}>
          {keyLabels[kind]}
          {lastFour && <span className="font-mono text-xs text-ink-2">{` …${lastFour}`}</span>}
          {works ? " works until " : " stopped "}
          <time dateTime={worksUntil.toISOString()} title={formatExact(worksUntil, timeZone)}>
            {formatMinute(worksUntil, timeZone)}
          </time>
        </p>
        <p className="text-xs text-ink-3">
          {"Last used: "}
          <Time at={previous.lastUsedAt} timeZone={timeZone} now={at} relative empty="never since it was rotated" />
          {" · rotated "}
          <Time at={previous.rotatedAt} timeZone={timeZone} />
          {` by ${rotatedBy ?? "a former user"}`}
        </p>
      </div>
      {works && mayEnd && <EndNow previous={previous} projectId={projectId} />}
    </li>
  );
}

function EndNow({ previous: { id, kind, lastFour }, projectId }: { previous: PreviousKey; projectId: number }) {
  const name = `the previous ${keyNames[kind]}${lastFour ? ` that ends in ${lastFour}` : ""}`;
  return (
    <details className="group open:basis-full">
      <summary className="w-fit cursor-pointer list-none text-bad hover:underline pointer-coarse:py-2.5 [&::-webkit-details-marker]:hidden">
        <span className="group-open:hidden">
          End now…<span className="sr-only"> {name}</span>
        </span>
        <span className="hidden text-ink-2 group-open:inline">Keep it</span>
      </summary>
      <div className="mt-1.5 grid justify-items-start gap-2 rounded-md border border-line bg-sunken p-3">
        <p className="text-ink-2">
          {kind === "token"
            ? "What applications still send with it is answered and not stored from the next moment on. It cannot be made to work again."
            : "Whatever still comes with it is refused from the next moment on. It cannot be made to work again."}
        </p>
        <ActionButton
          action={endPrevious}
          fields={{ projectId, previousKeyId: id }}
          variant="danger"
          pendingText="Ending…"
          label={`End ${name}`}
        >
          End it now
        </ActionButton>
      </div>
    </details>
  );
}
