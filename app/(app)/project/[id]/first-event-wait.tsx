"use client";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { useLive } from "@/components/layout/use-live";

/** Turns by itself when the first event is there. Without script a reload does the same. */
export function FirstEventWait({ address }: { address: string }) {
  const arrived = useLive<{ arrived: boolean }>(address)?.arrived ?? false;
  const router = useRouter();
  useEffect(() => {
    if (arrived) router.refresh();
  }, [arrived, router]);
  return (
    <p role="status" className="flex items-center gap-2.5 text-ink-2">
      <span aria-hidden="true" className={`size-2 rounded-full ${arrived ? "bg-good" : "animate-pulse bg-accent"}`} />
      {arrived ? "It is here." : "Waiting for the first event…"}
      <noscript>Reload the page when you sent one.</noscript>
    </p>
  );
}
