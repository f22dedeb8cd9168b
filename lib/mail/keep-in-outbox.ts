import "server-only";
import { db } from "@/db/client";
import { outboxMessages } from "@/db/schema";
import { now } from "@/lib/clock";
import { newId } from "@/lib/ids";

type Kept = { kind: "mail" | "text"; recipient: string; subject: string; html: string | null; text: string };

/** Where mail and text messages go while nothing is sent. */
export async function keepInOutbox(message: Kept): Promise<void> {
  await db()
    .insert(outboxMessages)
    .values({ id: newId("message"), ...message, createdAt: now() });
}
