import { bearerRoute } from "@/lib/auth/handlers";
import { servePrivacy } from "@/lib/privacy/serve";

const serve = servePrivacy("deletion");

export const GET = bearerRoute(serve);
export const POST = bearerRoute(serve);
export const DELETE = bearerRoute(serve);
