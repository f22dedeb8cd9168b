import "server-only";
import { and, eq, gt, isNull } from "drizzle-orm";
import { db } from "@/db/client";
import { gdprTokens, members, orgs, projects, users } from "@/db/schema";
import { noSession, type Origin, type ProjectActor, type UserActor } from "@/lib/authz/actor";
import { effectiveProjectRole } from "@/lib/authz/project-role";
import { now } from "@/lib/clock";
import { sha256 } from "@/lib/crypto";
import { noteUse } from "./last-use";

/** Whoever a token of the GDPR API (C3) belongs to, while it works. It stands for what people confirm (A6). */
export async function personOfGdprToken(
  token: string,
  origin: Origin,
): Promise<(UserActor & { tokenId: string }) | null> {
  const at = now();
  const [row] = await db()
    .select({ id: gdprTokens.id, lastUsedAt: gdprTokens.lastUsedAt, user: users })
    .from(gdprTokens)
    .innerJoin(users, and(eq(users.id, gdprTokens.userId), isNull(users.deletedAt)))
    .where(and(eq(gdprTokens.tokenHash, sha256(token)), isNull(gdprTokens.revokedAt), gt(gdprTokens.expiresAt, at)));
  if (!row) return null;
  void noteUse(gdprTokens, row, at);
  const { id, email, name, timezone, timezoneFixed, locale, emailProvenAt, limitedToOrgId } = row.user;
  return {
    kind: "user",
    user: {
      id,
      email,
      name,
      timezone,
      timezoneFixed,
      locale,
      usageRecorded: false,
      emailProven: emailProvenAt !== null,
      limitedToOrgId,
      twoFactorSince: row.user.twoFactorEnrolledAt,
    },
    session: { ...noSession, methods: ["gdpr_token"], confirmedAt: at },
    origin,
    tokenId: row.id,
  };
}

/** The person in the project of a project token; null for one that they do not reach. */
export async function inProjectOfToken(person: UserActor, projectToken: string): Promise<ProjectActor | null> {
  const [row] = await db()
    .select({
      project: { id: projects.id, name: projects.name, timezone: projects.timezone },
      org: {
        id: orgs.id,
        name: orgs.name,
        plan: orgs.plan,
        createdAt: orgs.createdAt,
        twoFactorFrom: orgs.twoFactorFrom,
        trustedDevices: orgs.trustedDevices,
      },
      role: members.role,
    })
    .from(projects)
    .innerJoin(orgs, and(eq(orgs.id, projects.orgId), isNull(orgs.deletedAt)))
    .innerJoin(members, and(eq(members.orgId, orgs.id), eq(members.userId, person.user.id)))
    .where(and(eq(projects.token, projectToken), isNull(projects.deletedAt)));
  const limited = person.user.limitedToOrgId;
  if (!row || (!person.user.emailProven && limited !== row.org.id)) return null;
  const projectRole = await effectiveProjectRole(db(), row.project.id, person.user.id);
  return projectRole ? { ...person, ...row, projectRole } : null;
}
