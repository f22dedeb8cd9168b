"use client";
import { useEffect } from "react";

/** What the browser's popovers lack: they close when a link in them is followed, and the arrow keys walk their rows. */
export function CloseOnFollow() {
  useEffect(() => {
    document.addEventListener("click", closeAround);
    document.addEventListener("keydown", walk);
    return () => {
      document.removeEventListener("click", closeAround);
      document.removeEventListener("keydown", walk);
    };
  }, []);
  return null;
}

function closeAround(event: MouseEvent) {
  if (!(event.target instanceof Element) || !event.target.closest("a, [type=submit]")) return;
  const open = event.target.closest<HTMLElement>("[popover]:popover-open");
  // After the click was used: a form in it is still to be sent.
  if (open) queueMicrotask(() => open.hidePopover());
}

function walk(event: KeyboardEvent) {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (step === 0) return;
  const menu = document.querySelector<HTMLElement>(".menu:popover-open");
  const rows = [...(menu?.querySelectorAll<HTMLElement>("a, button") ?? [])];
  if (rows.length === 0) return;
  event.preventDefault();
  const at = rows.findIndex((row) => row === document.activeElement);
  rows.at(at < 0 ? (step > 0 ? 0 : -1) : (at + step) % rows.length)?.focus();
}
