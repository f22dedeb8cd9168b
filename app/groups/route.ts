import { ingestRoute } from "@/lib/auth/handlers";
import { handleGroups } from "@/lib/events/http";

export const GET = ingestRoute(handleGroups);
export const POST = ingestRoute(handleGroups);
export const OPTIONS = ingestRoute(handleGroups);
