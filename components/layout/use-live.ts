"use client";
import { useEffect, useState } from "react";

/** The newest message of an event stream of ours; `null` before the first, and for no address. */
export function useLive<T>(address: string | null): T | null {
  const [latest, setLatest] = useState<T | null>(null);
  useEffect(() => {
    if (address === null) return;
    const source = new EventSource(address);
    source.addEventListener("message", (event) => setLatest(JSON.parse(event.data) as T));
    source.addEventListener("end", () => source.close());
    return () => source.close();
  }, [address]);
  return latest;
}
