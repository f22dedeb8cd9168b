"use client";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { useSearch } from "@/components/layout/use-search";
import type { PickerAnswer, PickerOption } from "@/lib/pickers";

type Given = {
  /** A JSON route of ours; the letters are added as `q`. */
  source: string;
  multiple: boolean;
  chosen: readonly PickerOption[];
  choose: (option: PickerOption) => void;
  removeLast: () => void;
};

/** The ARIA combobox with a list: what is typed, what was found for it, and the keys. */
export function useCombobox({ source, multiple, chosen, choose, removeLast }: Given) {
  const input = useRef<HTMLInputElement>(null);
  const [open, setOpen] = useState(false);
  const [query, setQuery] = useState("");
  const [active, setActive] = useState(-1);
  const listId = useId();
  const address = `${source}${source.includes("?") ? "&" : "?"}q=${encodeURIComponent(query.trim())}`;
  const found = useSearch<PickerAnswer>(open ? address : null);
  const options = (found.data?.options ?? []).filter((option) => !chosen.some(({ id }) => id === option.id));
  const optionId = (index: number) => `${listId}-${index}`;

  useEffect(() => {
    if (active >= 0) document.getElementById(`${listId}-${active}`)?.scrollIntoView({ block: "nearest" });
  }, [active, listId]);

  function take(option: PickerOption | undefined) {
    if (!option) return;
    choose(option);
    setQuery("");
    setActive(-1);
    setOpen(multiple);
    input.current?.focus();
  }

  function type(text: string) {
    setQuery(text);
    setActive(-1);
    setOpen(true);
  }

  function close() {
    setOpen(false);
    setActive(-1);
  }

  function move(step: 1 | -1) {
    if (!open) return setOpen(true);
    const { length } = options;
    if (length > 0) setActive((was) => (was < 0 && step < 0 ? length - 1 : (was + step + length) % length));
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && (open || query)) {
      // Enter takes what is marked, or the only one found; it sends the form only where nothing is being chosen.
      event.preventDefault();
      take(options[active] ?? (query && found.state === "ready" && options.length === 1 ? options[0] : undefined));
    } else if (event.key === "Escape" && (open || query)) {
      event.preventDefault();
      if (open) close();
      else setQuery("");
    } else if (event.key === "Backspace" && query === "") removeLast();
  }

  return {
    found,
    options,
    open,
    query,
    active,
    listId,
    optionId,
    take,
    inputProps: {
      ref: input,
      value: query,
      role: "combobox" as const,
      "aria-expanded": open,
      "aria-controls": listId,
      "aria-autocomplete": "list" as const,
      "aria-activedescendant": active >= 0 ? optionId(active) : undefined,
      autoComplete: "off",
      autoCapitalize: "none",
      spellCheck: false,
      onChange: (event: { currentTarget: HTMLInputElement }) => type(event.currentTarget.value),
      onClick: () => setOpen(true),
      onBlur: close,
      onKeyDown,
    },
  };
}
