import { ingestRoute } from "@/lib/auth/handlers";
import { handleImport } from "@/lib/events/http";

export const GET = ingestRoute(handleImport);
export const POST = ingestRoute(handleImport);
export const OPTIONS = ingestRoute(handleImport);
