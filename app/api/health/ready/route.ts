import { publicRoute } from "@/lib/auth/handlers";
import { readiness } from "@/lib/http/readiness";

export const dynamic = "force-dynamic";

/** 503 while requests should go elsewhere, saying which check failed. */
export const GET = publicRoute(async () => {
  const state = await readiness();
  return Response.json(state, { status: state.ready ? 200 : 503, headers: { "Cache-Control": "no-store" } });
});
