import { setFlash } from "@/lib/auth/flash";
import { publicRoute } from "@/lib/auth/handlers";
import { isSameOrigin } from "@/lib/auth/origin";
import { endThisSession } from "@/lib/auth/session-cookie";
import { Forbidden } from "@/lib/errors";
import { paths, safeReturnPath } from "@/lib/paths";

/** Also for somebody whose session has ended meanwhile. `return` leads elsewhere than to sign-in. */
export const POST = publicRoute(async (request) => {
  if (!isSameOrigin(request.headers)) throw new Forbidden("sign-out");
  const form = await request.formData().catch(() => new FormData());
  await endThisSession();
  const back = form.get("return");
  if (back === null) await setFlash("You are signed out.", "good");
  const location = back === null ? paths.signIn() : safeReturnPath(back);
  const headers = { Location: location, "Cache-Control": "no-store", "Clear-Site-Data": '"cache"' };
  return new Response(null, { status: 303, headers });
});
