import { ensureBrowserHash } from "@/lib/auth/cookies";
import { halfSignInHere } from "@/lib/auth/half-sign-in";
import { publicRoute } from "@/lib/auth/handlers";
import { isSameOrigin, originOf } from "@/lib/auth/origin";
import {
  type ChallengePurpose,
  challengePurposes,
  creationOptions,
  requestOptions,
} from "@/lib/auth/passkey-challenges";
import { currentUser } from "@/lib/auth/require";
import { assertLimit } from "@/lib/rate-limit";
import { hasOwnProof } from "@/lib/two-factor/factors";

const headers = { "Cache-Control": "no-store" };

/**
 * Options of one WebAuthn ceremony, for the browser that asks: `?for=sign_in|second_factor|confirm|register`. Whose
 * passkeys are named comes from the half sign-in or the session, never from the request.
 */
export const POST = publicRoute(async (request) => {
  if (!isSameOrigin(request.headers)) return Response.json({ error: "forbidden" }, { status: 403, headers });
  const purpose = purposeOf(request);
  if (!purpose) return Response.json({ error: "unknown purpose" }, { status: 400, headers });
  await assertLimit("passkey.address", originOf(request.headers).ip ?? "unknown");
  const browserHash = await ensureBrowserHash();
  if (purpose === "sign_in") {
    return Response.json(await requestOptions({ purpose, browserHash, userId: null }), { headers });
  }
  if (purpose === "second_factor") {
    const half = await halfSignInHere();
    if (!half) return Response.json({ error: "The sign-in has run out." }, { status: 401, headers });
    return Response.json(await requestOptions({ purpose, browserHash, userId: half.userId }), { headers });
  }
  const actor = await currentUser();
  if (!actor) return Response.json({ error: "Sign in first." }, { status: 401, headers });
  const own = hasOwnProof(actor);
  if (purpose === "register" && !own) {
    return Response.json({ error: "Sign in with your own password or passkey first." }, { status: 401, headers });
  }
  const asker = { purpose, browserHash, userId: actor.user.id };
  const options =
    purpose === "register"
      ? await creationOptions(actor, browserHash)
      : await requestOptions(asker, { needsVerification: !own });
  return Response.json(options, { headers });
});

function purposeOf(request: Request): ChallengePurpose | undefined {
  const asked = new URL(request.url).searchParams.get("for");
  return challengePurposes.find((purpose) => purpose === asked);
}
