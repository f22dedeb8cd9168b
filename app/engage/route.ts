import { ingestRoute } from "@/lib/auth/handlers";
import { handleEngage } from "@/lib/events/http";

export const GET = ingestRoute(handleEngage);
export const POST = ingestRoute(handleEngage);
export const OPTIONS = ingestRoute(handleEngage);
