"use client";
import { type ReactNode, useEffect, useRef } from "react";

/** A form that sends itself once the page is there; without script its button does it. */
export function AutoSubmit({ action, children }: { action: string; children: ReactNode }) {
  const form = useRef<HTMLFormElement>(null);
  const sent = useRef(false);
  useEffect(() => {
    if (sent.current) return;
    sent.current = true;
    form.current?.requestSubmit();
  }, []);
  return (
    <form ref={form} method="post" action={action}>
      {children}
    </form>
  );
}
