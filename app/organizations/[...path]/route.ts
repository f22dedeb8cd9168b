import type { Credentials } from "@/lib/auth/credentials";
import { basicRoute } from "@/lib/auth/handlers";
import { serveManagement } from "@/lib/management/serve";

/** The same part of the management API at the address that infrastructure tools know (WIRE §3). */
type Context = { params: Promise<Record<string, string | string[] | undefined>> };

const serve = async (credentials: Credentials | null, request: Request, { params }: Context) =>
  serveManagement(credentials, request, `/organizations/${[(await params).path ?? []].flat().join("/")}`);

export const GET = basicRoute(serve);
export const POST = basicRoute(serve);
export const DELETE = basicRoute(serve);
