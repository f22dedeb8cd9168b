"use client";
import { useRouter } from "next/navigation";
import { useEffect } from "react";

type Props = {
  cookie: string;
  /** What the server knew when it drew this page. */
  known: string | null;
  /** Whether the page shows times and is drawn again where it was drawn in another timezone. */
  redraw?: boolean;
};

/** Tells the server the timezone of this device. */
export function TellTimezone({ cookie, known, redraw = false }: Props) {
  const router = useRouter();
  useEffect(() => {
    const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (!here || here === known) return;
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser we support
    document.cookie = `${cookie}=${encodeURIComponent(here)}; Max-Age=31536000; Path=/; SameSite=Lax`;
    if (redraw) router.refresh();
  }, [cookie, known, redraw, router]);
  return null;
}
