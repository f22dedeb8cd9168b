import { cookies } from "next/headers";
import { carry } from "@/lib/auth/carried";
import { cookieName } from "@/lib/auth/cookies";
import { setFlash } from "@/lib/auth/flash";
import { publicRoute } from "@/lib/auth/handlers";
import { isSameOrigin } from "@/lib/auth/origin";
import { endThisSession } from "@/lib/auth/session-cookie";
import { providerToLeave } from "@/lib/auth/session-proofs";
import { Forbidden } from "@/lib/errors";
import { paths, safeReturnPath } from "@/lib/paths";

/** Also for somebody whose session has ended meanwhile. `return` leads elsewhere than to sign-in. */
export const POST = publicRoute(async (request) => {
  if (!isSameOrigin(request.headers)) throw new Forbidden("sign-out");
  const form = await request.formData().catch(() => new FormData());
  const back = form.get("return");
  const cookie = (await cookies()).get(cookieName("session"))?.value;
  const leave = back === null && cookie ? await providerToLeave(cookie) : "";
  await endThisSession();
  if (leave) await carry("sso-out", leave);
  if (back === null && !leave) await setFlash("You are signed out.", "good");
  const location = back === null ? (leave ? paths.signedOutHere : paths.signIn()) : safeReturnPath(back);
  const headers = { Location: location, "Cache-Control": "no-store", "Clear-Site-Data": '"cache"' };
  return new Response(null, { status: 303, headers });
});
