"use client";
import dynamic from "next/dynamic";
import { useEffect, useState } from "react";
import { search } from "@/components/ui/icon-shapes";
import { Shape } from "@/components/ui/shape";

const CommandPalette = dynamic(() => import("./command-palette").then((module) => module.CommandPalette), {
  ssr: false,
});

/** Opens the palette, by click or ⌘K / Ctrl K; its code is loaded the first time. */
export function PaletteTrigger() {
  const [open, setOpen] = useState(false);
  const [used, setUsed] = useState(false);

  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey) || event.shiftKey || event.altKey)
        return;
      event.preventDefault();
      setUsed(true);
      setOpen((was) => !was);
    }
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);

  return (
    <>
      <button
        type="button"
        aria-haspopup="dialog"
        aria-keyshortcuts="Meta+K Control+K"
        onClick={() => {
          setUsed(true);
          setOpen(true);
        }}
        className="flex shrink-0 items-center gap-2 rounded-md text-xs text-ink-3 hover:text-ink-2 max-md:size-10 max-md:justify-center md:h-7 md:w-50 md:justify-between md:border md:border-line md:bg-panel md:px-2.5"
      >
        <Shape shape={search} className="md:hidden" />
        <span className="max-md:sr-only">Search or jump to…</span>
        <span aria-hidden="true" className="max-md:hidden">
          ⌘K
        </span>
      </button>
      {used && <CommandPalette open={open} onClose={() => setOpen(false)} />}
    </>
  );
}
