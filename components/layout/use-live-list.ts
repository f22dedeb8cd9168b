"use client";
import { useEffect, useState } from "react";

export type LiveList<T> = {
  items: T[];
  /** More came than are here. */
  more: boolean;
  state: "opening" | "open" | "ended";
};

type Message<T> = { events: T[]; more: boolean };

/**
 * What an event stream of ours has sent, newest first, each once, at most `most`. `known` are ids that are shown already.
 * After `end` nothing is kept: whoever it was for may not see it any more.
 */
export function useLiveList<T extends { id: string }>(
  address: string,
  { known, most }: { known: readonly string[]; most: number },
): LiveList<T> {
  const [list, setList] = useState<LiveList<T>>({ items: [], more: false, state: "opening" });
  const shown = known.join(" ");
  useEffect(() => {
    const before = new Set(shown.split(" "));
    const source = new EventSource(address);
    const become = (state: LiveList<T>["state"]) =>
      setList((list) => (list.state === state ? list : { ...list, state }));
    source.addEventListener("open", () => become("open"));
    const end = () => {
      source.close();
      setList({ items: [], more: false, state: "ended" });
    };
    // A broken connection is taken up again by the browser; one that was refused is not.
    source.addEventListener("error", () => (source.readyState === EventSource.CLOSED ? end() : become("opening")));
    source.addEventListener("message", ({ data }) => {
      const { events, more } = JSON.parse(data) as Message<T>;
      setList((list) => {
        const here = new Set(list.items.map(({ id }) => id));
        const fresh = events.filter(({ id }) => !before.has(id) && !here.has(id));
        if (fresh.length === 0) return list;
        const items = [...fresh, ...list.items];
        return { items: items.slice(0, most), more: more || list.more || items.length > most, state: "open" };
      });
    });
    source.addEventListener("end", end);
    return () => source.close();
  }, [address, shown, most]);
  return list;
}
