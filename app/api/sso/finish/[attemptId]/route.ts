import { outsideActor } from "@/lib/auth/actions";
import { browserHash } from "@/lib/auth/cookies";
import { publicRoute } from "@/lib/auth/handlers";
import { currentUser } from "@/lib/auth/require";
import { finishAttempt } from "@/lib/auth/sso-finish";
import { seeOther } from "../../see-other";

/** The end of a way to an identity provider, in the browser it began in. */
export const GET = publicRoute(async (_request, context) => {
  const { attemptId } = await context.params;
  const signedIn = await currentUser();
  return seeOther(await finishAttempt(await outsideActor(), signedIn, String(attemptId), await browserHash()));
});
