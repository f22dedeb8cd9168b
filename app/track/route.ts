import { ingestRoute } from "@/lib/auth/handlers";
import { handleTrack } from "@/lib/events/http";

export const GET = ingestRoute(handleTrack);
export const POST = ingestRoute(handleTrack);
export const OPTIONS = ingestRoute(handleTrack);
