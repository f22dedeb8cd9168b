import { publicRoute } from "@/lib/auth/handlers";
import { runNextAuth } from "@/lib/auth/next-auth";
import { redeemed } from "@/lib/auth/redeem";
import { NotFound } from "@/lib/errors";

/** Of next-auth's routes only the two we need exist: the CSRF token, and the form that redeems a ticket. */

export const GET = publicRoute(async (request, context) => {
  const { nextauth } = await context.params;
  if (String(nextauth) !== "csrf") throw new NotFound();
  return runNextAuth(request, context);
});

export const POST = publicRoute(async (request, context) => {
  const { nextauth } = await context.params;
  if (String(nextauth) !== "callback,credentials") throw new NotFound();
  return redeemed(request.headers, () => runNextAuth(request, context));
});
