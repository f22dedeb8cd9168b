import { publicRoute } from "@/lib/auth/handlers";

export const dynamic = "force-dynamic";

/** The process answers. Nothing else is asked, so that a slow database does not get it restarted. */
export const GET = publicRoute(async () => Response.json({ live: true }, { headers: { "Cache-Control": "no-store" } }));
