"use client";
import { useState } from "react";
import { Button } from "./button";

/** Code to take along, with a button that copies it. */
export function CodeBlock({ code, label }: { code: string; label: string }) {
  const [said, setSaid] = useState("");
  async function copy() {
    try {
      await navigator.clipboard.writeText(code);
      setSaid("Copied");
    } catch {
      setSaid("Select it to copy");
    }
  }
  return (
    <div className="relative rounded-md border border-line bg-sunken">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys */}
      <section aria-label={label} tabIndex={0} className="overflow-x-auto p-4 pr-24">
        <pre className="font-mono text-xs/5">
          <code>{code}</code>
        </pre>
      </section>
      <Button size="sm" onClick={copy} className="noscript:hidden absolute top-2.5 right-2.5">
        <span aria-live="polite">{said || "Copy"}</span>
      </Button>
    </div>
  );
}
