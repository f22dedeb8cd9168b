"use client";
import { Command } from "cmdk";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { useSearch } from "./use-search";

export type PaletteAnswer = { groups: { title: string; items: { label: string; hint?: string; href: string }[] }[] };

/** Everything within reach by name; `/api/palette?q=` knows what that is for this person. */
export function CommandPalette({ open, onClose }: { open: boolean; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const router = useRouter();
  const [query, setQuery] = useState("");
  const [selected, setSelected] = useState("");
  const { data, state } = useSearch<PaletteAnswer>(open ? `/api/palette?q=${encodeURIComponent(query.trim())}` : null);
  const groups = state === "failed" || !data ? [] : data.groups;
  const values = groups.flatMap(({ title, items }) => items.map((item) => itemValue(title, item)));
  const first = values[0] ?? "";
  const lost = !values.includes(selected);

  // What was selected may leave with what was typed before; Enter goes to the first of what came instead.
  useEffect(() => {
    if (lost) setSelected(first);
  }, [lost, first]);

  useEffect(() => {
    if (open && !dialog.current?.open) {
      dialog.current?.showModal();
      // The browser would choose the list around it, which takes the focus but no letters.
      dialog.current?.querySelector("input")?.focus();
    }
    if (!open && dialog.current?.open) dialog.current.close();
  }, [open]);

  function go(href: string) {
    onClose();
    setQuery("");
    router.push(href);
  }

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a modal dialog by itself
    <dialog
      ref={dialog}
      aria-label="Search or jump to"
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && onClose()}
      className="palette mx-auto mt-[12vh] w-[min(560px,calc(100vw-24px))] rounded-lg border border-line bg-panel p-0 text-ink shadow-2xl"
    >
      <Command shouldFilter={false} loop label="Search or jump to" value={selected} onValueChange={setSelected}>
        <Command.Input
          value={query}
          onValueChange={setQuery}
          placeholder="Search or jump to…"
          className="h-11 w-full border-b border-line bg-transparent px-4 outline-none placeholder:text-ink-3 pointer-coarse:text-[16px]"
        />
        <Command.List className="max-h-[min(400px,60vh)] overflow-y-auto p-1.5" aria-busy={state === "loading"}>
          {state === "failed" && (
            <p className="px-3 py-6 text-center text-ink-2">The server could not be reached. Type on to try again.</p>
          )}
          {state === "ready" && groups.length === 0 && (
            <p className="px-3 py-6 text-center text-ink-2">Nothing within your reach has that name.</p>
          )}
          {groups.map((group) => (
            <Command.Group
              key={group.title}
              heading={group.title}
              className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-ink-3"
            >
              {group.items.map((item) => (
                <Command.Item
                  key={item.href}
                  value={itemValue(group.title, item)}
                  onSelect={() => go(item.href)}
                  className="flex min-h-8 cursor-pointer items-center justify-between gap-3 rounded-sm px-2.5 data-[selected=true]:bg-sunken pointer-coarse:min-h-10"
                >
                  <span className="truncate">{item.label}</span>
                  {item.hint && <span className="shrink-0 text-xs text-ink-3">{item.hint}</span>}
                </Command.Item>
              ))}
            </Command.Group>
          ))}
        </Command.List>
      </Command>
    </dialog>
  );
}

function itemValue(group: string, { href }: { href: string }): string {
  return `${group} ${href}`;
}
