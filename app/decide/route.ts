import { ingestRoute } from "@/lib/auth/handlers";
import { handleDecide } from "@/lib/events/http";

export const GET = ingestRoute(handleDecide);
export const POST = ingestRoute(handleDecide);
export const OPTIONS = ingestRoute(handleDecide);
