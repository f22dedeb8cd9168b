import "server-only";
import { headers } from "next/headers";
import { env } from "@/lib/env";

/** Whether this request may read the outbox: only while nothing is sent, and only from this machine. */
export async function outboxAvailable(): Promise<boolean> {
  return env().OUTBOX && isLoopback((await headers()).get("x-client-ip"));
}

export function isLoopback(ip: string | null): boolean {
  const plain = ip?.replace(/^::ffff:/i, "") ?? "";
  return plain === "::1" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(plain);
}
