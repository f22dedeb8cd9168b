import type { Credentials } from "@/lib/auth/credentials";
import { basicRoute } from "@/lib/auth/handlers";
import { serveManagement } from "@/lib/management/serve";

/** The management API, for service accounts. */
type Context = { params: Promise<Record<string, string | string[] | undefined>> };

const serve = async (credentials: Credentials | null, request: Request, { params }: Context) =>
  serveManagement(credentials, request, `/${[(await params).path ?? []].flat().join("/")}`);

export const GET = basicRoute(serve);
export const POST = basicRoute(serve);
export const DELETE = basicRoute(serve);
