import "server-only";
import { and, eq, gt, isNull, lt, or } from "drizzle-orm";
import { counters, db } from "@/db/client";
import { gdprTokens, members, orgs, projects, users } from "@/db/schema";
import { noSession, type Origin, type ProjectActor, type UserActor } from "@/lib/authz/actor";
import { effectiveProjectRole } from "@/lib/authz/project-role";
import { now } from "@/lib/clock";
import { sha256 } from "@/lib/crypto";
import { logger } from "@/lib/log";

const everyMs = 60_000;

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
  if (at.getTime() - (row.lastUsedAt?.getTime() ?? 0) >= everyMs) {
    noteUse(row.id, at).catch((error) => logger.warn({ err: error }, "the use of a token was not written"));
  }
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

async function noteUse(id: string, at: Date): Promise<void> {
  const before = new Date(at.getTime() - everyMs + 1);
  await counters()
    .update(gdprTokens)
    .set({ lastUsedAt: at })
    .where(and(eq(gdprTokens.id, id), or(isNull(gdprTokens.lastUsedAt), lt(gdprTokens.lastUsedAt, before))));
}
