import { eq } from "drizzle-orm";
import { db } from "@/db/client";
import { connections, domains, sessionProofs } from "@/db/schema";
import type { OrgActor, UserActor } from "@/lib/authz/actor";
import { newId, newSecret } from "@/lib/ids";

type Given = { stage?: "draft" | "optional" | "required"; protocol?: "saml" | "oidc"; domain?: string };

/** An org's connection, and a verified domain that points to it where one is named. Nothing answers behind it. */
export async function makeConnection(
  { org, user }: OrgActor,
  { stage = "optional", protocol = "oidc", domain }: Given = {},
): Promise<string> {
  const [id, at] = [newId("connection"), new Date()];
  await db()
    .insert(connections)
    .values({
      id,
      orgId: org.id,
      name: "Our directory",
      protocol,
      provider: "other",
      stage,
      issuer: "https://idp.test",
      mapping: { email: null, givenName: null, familyName: null, name: null, groups: null },
      createdAt: at,
      createdBy: user.id,
      changedAt: at,
    });
  if (domain) {
    await db()
      .insert(domains)
      .values({
        id: newId("domain"),
        orgId: org.id,
        domain,
        token: newSecret(24),
        claimedAt: at,
        verifiedAt: at,
        connectionId: id,
      });
  }
  return id;
}

export async function setStage(connectionId: string, stage: "draft" | "optional" | "required"): Promise<void> {
  await db().update(connections).set({ stage }).where(eq(connections.id, connectionId));
}

/** What a sign-in through the connection leaves with a session that is in the database. */
export async function showProof({ session }: UserActor, orgId: number, connectionId: string): Promise<void> {
  await db()
    .insert(sessionProofs)
    .values({ sessionId: session.id, connectionId, orgId, provedAt: new Date(), amr: [], subject: "sub" });
}
