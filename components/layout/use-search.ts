"use client";
import { useEffect, useState } from "react";

export type Found<T> = { data: T | null; state: "idle" | "loading" | "ready" | "failed" };

/** A debounced GET of a JSON route of ours; what was asked before is aborted. `null` asks nothing. */
export function useSearch<T>(address: string | null, delay = 120): Found<T> {
  const [found, setFound] = useState<Found<T>>({ data: null, state: "idle" });
  useEffect(() => {
    if (address === null) return;
    const stop = new AbortController();
    setFound((was) => ({ data: was.data, state: "loading" }));
    const timer = setTimeout(async () => {
      try {
        const answer = await fetch(address, { signal: stop.signal, headers: { accept: "application/json" } });
        if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
        setFound({ data: (await answer.json()) as T, state: "ready" });
      } catch {
        if (!stop.signal.aborted) setFound((was) => ({ data: was.data, state: "failed" }));
      }
    }, delay);
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [address, delay]);
  return found;
}
