import { publicRoute } from "@/lib/auth/handlers";
import { sameSecret } from "@/lib/crypto";
import { env } from "@/lib/env";
import { readMetrics } from "@/lib/metrics";

export const dynamic = "force-dynamic";

/** For Prometheus: from this machine, or with METRICS_TOKEN as bearer token. Not found for everybody else. */
export const GET = publicRoute(async (request) => {
  if (!isAllowed(request.headers)) return new Response("Not found", { status: 404 });
  const { text, contentType } = await readMetrics();
  return new Response(text, { headers: { "Content-Type": contentType, "Cache-Control": "no-store" } });
});

function isAllowed(headers: Headers): boolean {
  const token = env().METRICS_TOKEN;
  const given = headers.get("authorization")?.match(/^Bearer (.+)$/i)?.[1];
  if (token && given) return sameSecret(token, given);
  return token === undefined && isLoopback(headers.get("x-client-ip") ?? "");
}

function isLoopback(address: string): boolean {
  return address === "::1" || address.startsWith("127.");
}
