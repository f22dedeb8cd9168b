import "server-only";
import { and, eq, isNull } from "drizzle-orm";
import { db } from "@/db/client";
import { isLiving } from "@/db/queries/service-accounts";
import { orgs, projects, serviceAccounts } from "@/db/schema";
import { noSession, type OrgActor, type Origin, type ProjectActor } from "@/lib/authz/actor";
import { effectiveProjectRole } from "@/lib/authz/project-role";
import { now } from "@/lib/clock";
import { sameSecret, sha256 } from "@/lib/crypto";
import type { Credentials } from "./credentials";
import { noteUse } from "./last-use";

/** What a service account's calls are judged as. Its secret is proof enough for what people confirm (A6). */
export type ServiceActor = OrgActor & { service: { id: number; username: string } };

/** The service account of a user name and its secret; null for any other pair, and for one that was revoked or expired. */
export async function serviceActorOf({ name, secret }: Credentials, origin: Origin): Promise<ServiceActor | null> {
  const at = now();
  const [row] = await db()
    .select({
      id: serviceAccounts.id,
      userId: serviceAccounts.userId,
      name: serviceAccounts.name,
      username: serviceAccounts.username,
      secretHash: serviceAccounts.secretHash,
      role: serviceAccounts.role,
      lastUsedAt: serviceAccounts.lastUsedAt,
      org: {
        id: orgs.id,
        name: orgs.name,
        plan: orgs.plan,
        createdAt: orgs.createdAt,
        twoFactorFrom: orgs.twoFactorFrom,
        trustedDevices: orgs.trustedDevices,
      },
    })
    .from(serviceAccounts)
    .innerJoin(orgs, and(eq(orgs.id, serviceAccounts.orgId), isNull(orgs.deletedAt)))
    .where(and(eq(serviceAccounts.username, name), isLiving(at)));
  if (!row || !sameSecret(row.secretHash, sha256(secret))) return null;
  const { id, userId, username, role, org } = row;
  void noteUse(serviceAccounts, row, at);
  return {
    kind: "user",
    user: { ...nobody, id: userId, email: username, name: row.name, limitedToOrgId: org.id },
    session: { ...noSession, methods: ["service"], confirmedAt: at },
    origin,
    org,
    role,
    service: { id, username },
  };
}

const nobody = {
  timezone: null,
  timezoneFixed: false,
  locale: null,
  usageRecorded: false,
  emailProven: false,
  twoFactorSince: null,
};

/** The same in a project that it reaches; null for every other. */
export async function serviceOnProject(actor: ServiceActor, projectId: number): Promise<ProjectActor | null> {
  const [[project], projectRole] = await Promise.all([
    db()
      .select({ id: projects.id, name: projects.name, timezone: projects.timezone })
      .from(projects)
      .where(and(eq(projects.orgId, actor.org.id), eq(projects.id, projectId), isNull(projects.deletedAt))),
    effectiveProjectRole(db(), projectId, actor.user.id),
  ]);
  return project && projectRole ? { ...actor, project, projectRole } : null;
}
