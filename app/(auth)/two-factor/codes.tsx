"use client";
import { useState } from "react";
import { buttonClass, LinkButton } from "@/components/ui/button";

/** Recovery codes, this once: to copy, to keep as a file, to print. */
export function RecoveryCodes({ codes, next }: { codes: string; next: string }) {
  const [said, setSaid] = useState("");
  const list = codes.split("\n");
  const file = `Atrium recovery codes\nEach works once, in place of your second factor.\n\n${codes}\n`;
  async function copy() {
    try {
      await navigator.clipboard.writeText(codes);
      setSaid("Copied");
    } catch {
      setSaid("Select them and copy");
    }
  }
  return (
    <div className="grid gap-4">
      <p role="status" className="text-good">
        Done. Every sign-in asks for your second factor from now on.
      </p>
      <div className="grid gap-2">
        <h2>Keep your recovery codes</h2>
        <p className="text-ink-2">
          Without your second factor each of them lets you in, once. They are shown only now. Keep them where your
          passwords are.
        </p>
        <ul data-secret className="grid grid-cols-2 gap-x-4 gap-y-1 rounded-md bg-sunken px-3.5 py-3 font-mono text-xs">
          {list.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ul>
        <div className="flex flex-wrap gap-2">
          <button type="button" onClick={copy} className={buttonClass("secondary", "sm", "noscript:hidden")}>
            <span aria-live="polite">{said || "Copy"}</span>
          </button>
          <a
            href={`data:text/plain;charset=utf-8,${encodeURIComponent(file)}`}
            download="atrium-recovery-codes.txt"
            className={buttonClass("secondary", "sm")}
            data-plain=""
          >
            Download
          </a>
          <button
            type="button"
            onClick={() => window.print()}
            className={buttonClass("secondary", "sm", "noscript:hidden")}
          >
            Print
          </button>
        </div>
      </div>
      <LinkButton href={next} variant="primary" size="lg" className="w-full">
        I have kept them
      </LinkButton>
    </div>
  );
}
