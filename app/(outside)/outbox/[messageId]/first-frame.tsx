"use client";
import { useState } from "react";

/** Keeps the document it began with: a page drawn again brings another nonce, which the policy here does not know. */
export function FirstFrame({ title, html }: { title: string; html: string }) {
  const [first] = useState(html);
  return (
    <iframe
      title={title}
      srcDoc={first}
      sandbox="allow-top-navigation-by-user-activation"
      className="block h-[640px] w-full rounded-lg border border-line"
    />
  );
}
