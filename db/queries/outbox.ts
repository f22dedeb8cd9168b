import "server-only";
import { desc, eq, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { outboxMessages } from "@/db/schema";

export type OutboxRow = { id: string; kind: "mail" | "text"; recipient: string; subject: string; createdAt: Date };

/** A page of kept messages, newest first, and how many there are. Pages count from 1. */
export async function listOutbox(page: number, size: number): Promise<{ rows: OutboxRow[]; total: number }> {
  const { id, kind, recipient, subject, createdAt } = outboxMessages;
  const [rows, [count]] = await Promise.all([
    db()
      .select({ id, kind, recipient, subject, createdAt })
      .from(outboxMessages)
      .orderBy(desc(createdAt), desc(id))
      .limit(size)
      .offset((page - 1) * size),
    db().select({ total: sql<number>`count(*)::int` }).from(outboxMessages),
  ]);
  return { rows, total: count?.total ?? 0 };
}

export async function getOutboxMessage(id: string) {
  const [row] = await db().select().from(outboxMessages).where(eq(outboxMessages.id, id));
  return row ?? null;
}
