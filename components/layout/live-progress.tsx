"use client";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { formatNumber } from "@/components/ui/format";
import { Meter } from "@/components/ui/meter";
import { useLive } from "./use-live";

export type ProgressState = { done: number; total: number; ended: boolean };

/** How far long work is, live; when it has ended the page around is drawn anew. Without script a reload does the same. */
export function LiveProgress({ address, first, label }: { address: string; first: ProgressState; label: string }) {
  const latest = useLive<ProgressState>(first.ended ? null : address) ?? first;
  const router = useRouter();
  const ended = latest.ended && !first.ended;
  useEffect(() => {
    if (ended) router.refresh();
  }, [ended, router]);
  return (
    <div className="grid gap-2">
      <Meter goal value={latest.done} max={latest.total} label={label} />
      <p role="status" className="text-ink-2 tabular">
        {formatNumber(latest.done)} of {formatNumber(latest.total)}
      </p>
    </div>
  );
}
