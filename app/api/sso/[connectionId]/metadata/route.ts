import { publicRoute } from "@/lib/auth/handlers";
import { samlOwnSettings, usableConnection } from "@/lib/auth/sso-attempts";
import { NotFound } from "@/lib/errors";
import { spMetadata } from "@/lib/sso/saml-metadata";

/** What an identity provider reads about us (SAML metadata §2.4.4). */
export const GET = publicRoute(async (_request, context) => {
  const { connectionId } = await context.params;
  const connection = await usableConnection(String(connectionId), { drafts: true });
  if (connection?.protocol !== "saml") throw new NotFound("connection");
  return new Response(spMetadata(samlOwnSettings(connection)), {
    headers: {
      "Content-Type": "application/samlmetadata+xml; charset=utf-8",
      "Content-Disposition": 'attachment; filename="atrium-metadata.xml"',
      "Cache-Control": "no-store",
    },
  });
});
