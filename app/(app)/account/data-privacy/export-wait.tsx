"use client";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import type { ProgressState } from "@/components/layout/live-progress";
import { useLive } from "@/components/layout/use-live";
import { Tag } from "@/components/ui/tag";

/** Stands for an export that is being made; the page is drawn anew when it is ready. */
export function ExportWait({ address }: { address: string }) {
  const ended = useLive<ProgressState>(address)?.ended === true;
  const router = useRouter();
  useEffect(() => {
    if (ended) router.refresh();
  }, [ended, router]);
  return <Tag>In progress</Tag>;
}
