import { ensureBrowserHash } from "@/lib/auth/cookies";
import { sessionRoute } from "@/lib/auth/handlers";
import { currentOrgActor } from "@/lib/auth/require";
import { beginAttempt, usableConnection } from "@/lib/auth/sso-attempts";
import { authorize } from "@/lib/authz/authorize";
import { NotFound } from "@/lib/errors";
import { paths } from "@/lib/paths";
import { assertLimit } from "@/lib/rate-limit";
import { seeOther } from "../../see-other";

/** S3: the real way to the provider and back, for an admin who looks at what comes of it. Nobody is signed in by it. */
export const GET = sessionRoute(
  async (actor, _request, context) => {
    const { connectionId } = await context.params;
    const connection = await usableConnection(String(connectionId), { drafts: true });
    const admin = connection && (await currentOrgActor(connection.orgId));
    if (!connection || !admin) throw new NotFound("connection");
    authorize(admin, "org.security.manage");
    await assertLimit("connection.org", String(connection.orgId));
    const { id, url } = await beginAttempt(connection, {
      purpose: "test",
      returnTo: paths.connection(connection.orgId, connection.id),
      browserHash: await ensureBrowserHash(),
      loginHint: null,
      who: { userId: actor.user.id, sessionId: actor.session.id },
      origin: actor.origin,
    });
    return seeOther(url ?? paths.ssoAttempt(connection.orgId, connection.id, id));
  },
  { throughSso: true },
);
