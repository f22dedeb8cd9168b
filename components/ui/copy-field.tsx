"use client";
import { useRef, useState } from "react";
import { buttonClass } from "./button";

/** A value to take along, with a button that copies it. Without script the field can be selected and copied. */
export function CopyField({ value, label, secret = false }: { value: string; label: string; secret?: boolean }) {
  const field = useRef<HTMLInputElement>(null);
  const [said, setSaid] = useState("");
  async function copy() {
    try {
      await navigator.clipboard.writeText(value);
      setSaid("Copied");
    } catch {
      field.current?.select();
      setSaid("Press ⌘C or Ctrl C to copy");
    }
  }
  return (
    <div className="flex min-w-0 items-center gap-2">
      <input
        ref={field}
        readOnly
        value={value}
        aria-label={label}
        spellCheck={false}
        autoComplete="off"
        onFocus={(event) => event.target.select()}
        className="field min-w-0 flex-1 font-mono text-xs"
        data-secret={secret || undefined}
      />
      <button type="button" onClick={copy} className={buttonClass("secondary", "md", "noscript:hidden")}>
        <span aria-live="polite">{said || "Copy"}</span>
        <span className="sr-only"> {label}</span>
      </button>
    </div>
  );
}
