"use client";
import { useEffect, useRef, useState } from "react";
import { buttonClass } from "./button";

type Props = {
  value: string;
  label: string;
  secret?: boolean;
  /** Covered until somebody wants to see it; what it is for can be copied all the same. */
  masked?: boolean;
  /** For a value that was asked for: it comes with the focus, and goes again by a button. */
  onHide?: () => void;
};

/** A value to take along, with a button that copies it. Without script the field can be selected and copied. */
export function CopyField({ value, label, secret = false, masked = false, onHide }: Props) {
  const field = useRef<HTMLInputElement>(null);
  const [said, setSaid] = useState("");
  const [covered, setCovered] = useState(masked);
  const asked = onHide !== undefined;
  useEffect(() => {
    if (asked) field.current?.focus();
  }, [asked]);
  async function copy() {
    try {
      await navigator.clipboard.writeText(value);
      setSaid("Copied");
    } catch {
      setCovered(false);
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
        onFocus={(event) => !covered && event.target.select()}
        className={`field min-w-0 flex-1 font-mono text-xs${covered ? " masked" : ""}`}
        data-secret={secret || undefined}
      />
      {(masked || onHide) && (
        <button
          type="button"
          onClick={onHide ?? (() => setCovered(!covered))}
          className={buttonClass("secondary", "md", "noscript:hidden")}
        >
          {covered ? "Show" : "Hide"}
          <span className="sr-only"> {label}</span>
        </button>
      )}
      <button type="button" onClick={copy} className={buttonClass("secondary", "md", "noscript:hidden")}>
        <span aria-live="polite">{said || "Copy"}</span>
        <span className="sr-only"> {label}</span>
      </button>
    </div>
  );
}
