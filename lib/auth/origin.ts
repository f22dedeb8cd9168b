import "server-only";
import { headers } from "next/headers";
import type { Origin } from "@/lib/authz/actor";
import { env } from "@/lib/env";

/** Where this request came from, as our own server noted it. */
export async function requestOrigin(): Promise<Origin> {
  return originOf(await headers());
}

export function originOf(list: Headers): Origin {
  return {
    ip: list.get("x-client-ip"),
    agent: list.get("user-agent")?.slice(0, 400) ?? null,
    requestId: list.get("x-request-id"),
  };
}

/** Whether a state-changing request was sent by a page of ours. A missing Origin is refused too (SEC-R42). */
export function isSameOrigin(list: Headers): boolean {
  const site = list.get("sec-fetch-site");
  return list.get("origin") === env().APP_ORIGIN && (site === null || site === "same-origin");
}
