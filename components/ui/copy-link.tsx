"use client";
import { useState } from "react";
import { Button } from "./button";

/** Copies the address of this page, as it stands. Without script the browser's own bar has it. */
export function CopyLink() {
  const [said, setSaid] = useState("");
  async function copy() {
    try {
      await navigator.clipboard.writeText(window.location.href);
      setSaid("Link copied");
    } catch {
      setSaid("Copy it from the address bar");
    }
  }
  return (
    <Button onClick={copy} className="noscript:hidden">
      <span aria-live="polite">{said || "Copy link"}</span>
    </Button>
  );
}
