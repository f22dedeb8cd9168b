"use client";
import { useEffect } from "react";

/** Drops a cookie once what it carried is on the page, so that the next page does not say it again. */
export function ForgetCookie({ name, secure }: { name: string; secure: boolean }) {
  useEffect(() => {
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser we support
    document.cookie = `${name}=; Max-Age=0; Path=/; SameSite=Lax${secure ? "; Secure" : ""}`;
  }, [name, secure]);
  return null;
}
