import { publicRoute } from "@/lib/auth/handlers";
import { openApiDocument } from "@/lib/management/openapi";

/** What the management API offers; it names nothing of any organization. */
export const GET = publicRoute(async () => Response.json(openApiDocument()));
