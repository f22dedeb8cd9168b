import "server-only";
import { notFound } from "next/navigation";
import { outboxAvailable } from "@/lib/mail/outbox";

/** The outbox shows everybody's links, so it exists only where nothing is sent and only for this machine. */
export async function requireOutbox(): Promise<void> {
  if (!(await outboxAvailable())) notFound();
}
