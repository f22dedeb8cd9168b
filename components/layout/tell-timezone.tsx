"use client";
import { useRouter } from "next/navigation";
import { useEffect } from "react";

/** Tells the server the timezone of this device, and has the page drawn again where it was drawn in another one. */
export function TellTimezone({ cookie, known }: { cookie: string; known: string | null }) {
  const router = useRouter();
  useEffect(() => {
    const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (!here || here === known) return;
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser we support
    document.cookie = `${cookie}=${encodeURIComponent(here)}; Max-Age=31536000; Path=/; SameSite=Lax`;
    router.refresh();
  }, [cookie, known, router]);
  return null;
}
