"use client";
import { useRouter } from "next/navigation";
import { type ReactNode, useEffect, useState } from "react";
import { useLiveList } from "@/components/layout/use-live-list";
import { Button } from "@/components/ui/button";
import { formatDay, formatNumber } from "@/components/ui/format";
import { Notice } from "@/components/ui/notice";
import type { LiveEvent } from "@/db/queries/live-events";
import { countOf } from "@/lib/format";
import { EventRow } from "./event-row";

type Props = { address: string; known: readonly string[]; timeZone: string; empty: ReactNode; children?: ReactNode };
const most = 200;

/** What arrives, above the rows the page came with (`children`). A pause holds the list still; what comes is counted. */
export function LiveRows({ address, known, timeZone, empty, children }: Props) {
  const { items, more, state } = useLiveList<LiveEvent>(address, { known, most });
  const [pause, setPause] = useState<{ newest: string | undefined } | null>(null);
  const router = useRouter();
  const ended = state === "ended";
  useEffect(() => {
    if (ended) router.refresh();
  }, [ended, router]);
  if (ended) {
    return (
      <Notice tone="warn" live className="m-5" title="The stream ended">
        You are signed out, or this project is not open to you any more. Reload to see which.
      </Notice>
    );
  }
  const place = pause ? items.findIndex(({ id }) => id === pause.newest) : 0;
  const fresh = place < 0 ? items.length : place;
  const shown = items.slice(fresh);
  const today = formatDay(new Date(), timeZone);
  return (
    <>
      <div className="flex min-h-12 items-center justify-between gap-3 border-b border-line px-5 noscript:hidden">
        <p role="status" className="flex items-center gap-2 text-ink-2">
          <span aria-hidden="true" className={`size-2 rounded-full ${dot(state, pause !== null)}`} />
          {pause ? "Paused" : state === "open" ? "Live" : "Connecting…"}
          {pause && fresh > 0 && (
            <span className="tabular">{`${formatNumber(fresh)}${more && fresh >= most ? "+" : ""} new`}</span>
          )}
        </p>
        <Button size="sm" onClick={() => setPause(pause ? null : { newest: items[0]?.id })}>
          {pause ? (fresh > 0 ? `Show ${countOf(fresh, "new event")}` : "Go on") : "Pause"}
        </Button>
      </div>
      {more && !pause && (
        <p className="border-b border-line px-5 py-2 text-xs text-ink-3">
          Events come faster than they are shown: these are the newest. All of them are stored.
        </p>
      )}
      {shown.length > 0 && (
        <ol aria-label="Events since you opened this page">
          {shown.map((event) => (
            <EventRow key={event.id} event={event} timeZone={timeZone} today={today} />
          ))}
        </ol>
      )}
      {children ? (
        <div className={shown.length > 0 ? "border-t border-line" : undefined}>{children}</div>
      ) : (
        shown.length === 0 && empty
      )}
    </>
  );
}

function dot(state: "opening" | "open" | "ended", paused: boolean): string {
  if (paused) return "bg-warn";
  return state === "open" ? "bg-good" : "bg-line-strong";
}
