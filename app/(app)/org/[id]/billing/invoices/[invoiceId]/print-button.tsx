"use client";
import { useSyncExternalStore } from "react";
import { Button } from "@/components/ui/button";

const never = () => () => undefined;

/** Opens the browser's print dialog; without script the browser's own menu does the same, and no button promises it. */
export function PrintButton() {
  const ready = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  return (
    <Button variant="primary" hidden={!ready} onClick={() => window.print()}>
      Print or save as PDF
    </Button>
  );
}
