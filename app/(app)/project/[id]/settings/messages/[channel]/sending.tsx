"use client";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import type { ProgressState } from "@/components/layout/live-progress";
import { useLive } from "@/components/layout/use-live";
import { Notice } from "@/components/ui/notice";

/** Turns into the answer by itself; without script a reload does the same. */
export function Sending({ address, to }: { address: string; to: string }) {
  const ended = useLive<ProgressState>(address)?.ended ?? false;
  const router = useRouter();
  useEffect(() => {
    if (ended) router.refresh();
  }, [ended, router]);
  return (
    <Notice live title={`Sending to ${to}…`}>
      Providers answer within seconds.
      <noscript> Reload the page to see the answer.</noscript>
    </Notice>
  );
}
