import {
  privacyRequestIds,
  privacyRequests,
  serviceAccountProjects,
  serviceAccounts,
  serviceAccountTeams,
  users,
} from "@/db/schema";
import type { OrgRole, ProjectRole } from "@/lib/authz/roles";
import { newId, newNumericId, newSecret } from "@/lib/ids";
import { dueDays, type PrivacyKind, type Regulation } from "@/lib/privacy/kinds";
import { daysBefore, idOf, type Seeding } from "./seeding";

/** Programs that act in the demo's org, and requests of people whom its projects have data about. */

type Account = {
  name: string;
  username: string;
  role: OrgRole;
  daysAgo: number;
  daysLeft: number | null;
  lastUsedDaysAgo: number | null;
  project?: { name: string; role: ProjectRole };
  team?: string;
};

const accounts: Account[] = [
  {
    name: "Warehouse import",
    username: "warehouse-import.4f1c09.mp-service-account",
    role: "member",
    daysAgo: 340,
    daysLeft: 9,
    lastUsedDaysAgo: 0.1,
    project: { name: "Web app", role: "admin" },
  },
  {
    name: "Terraform",
    username: "terraform.b27ae0.mp-service-account",
    role: "admin",
    daysAgo: 120,
    daysLeft: 245,
    lastUsedDaysAgo: 2,
  },
  {
    name: "Nightly dashboard",
    username: "nightly-dashboard.90d3e1.mp-service-account",
    role: "member",
    daysAgo: 61,
    daysLeft: null,
    lastUsedDaysAgo: null,
    team: "Growth",
  },
];

/** Their secrets are nobody's: a demo's account that works would be a way in. */
export async function makeServiceAccounts({ tx, at, orgId, userIds, projectIds, teamIds, history }: Seeding) {
  const createdBy = idOf(userIds, "owner@demo.test");
  for (const { name, username, role, daysAgo, daysLeft, lastUsedDaysAgo, project, team } of accounts) {
    const [id, userId, createdAt] = [newNumericId(), newId("serviceUser"), daysBefore(at, daysAgo)];
    const email = `${username}@service-accounts.invalid`;
    await tx.insert(users).values({ id: userId, email, name, limitedToOrgId: orgId, createdAt });
    await tx.insert(serviceAccounts).values({
      id,
      orgId,
      userId,
      name,
      username,
      secretHash: newSecret(),
      ending: newSecret().slice(-4),
      role,
      createdAt,
      createdBy,
      secretAt: createdAt,
      expiresAt: daysLeft === null ? null : daysBefore(at, -daysLeft),
      lastUsedAt: lastUsedDaysAgo === null ? null : daysBefore(at, lastUsedDaysAgo),
    });
    const object = { type: "service_account" as const, id };
    history.add(createdAt, createdBy, { orgId, action: "service_account.created", object, after: { name, role } });
    const given = { orgId, accountId: id };
    if (project) {
      const place = { projectId: idOf(projectIds, project.name), role: project.role };
      await tx.insert(serviceAccountProjects).values({ ...given, ...place, givenAt: createdAt, givenBy: createdBy });
    }
    if (team) {
      const place = { teamId: idOf(teamIds, team), addedAt: createdAt, addedBy: createdBy };
      await tx.insert(serviceAccountTeams).values({ ...given, ...place });
    }
  }
}

type Asked = { kind: PrivacyKind; regulation: Regulation; project: string; ids: string[]; daysAgo: number };

const requests: Asked[] = [
  { kind: "deletion", regulation: "GDPR", project: "Checkout", ids: ["user-1042"], daysAgo: 18 },
  { kind: "retrieval", regulation: "CCPA", project: "Web app", ids: ["user-77", "user-78"], daysAgo: 9 },
];

/** Asked for and taken back: nothing of the demo's data is missing by them. */
export async function askForData({ tx, at, orgId, userIds, projectIds, history }: Seeding) {
  const requestedBy = idOf(userIds, "owner@demo.test");
  for (const { kind, regulation, project, ids, daysAgo } of requests) {
    const [id, projectId, requestedAt] = [newId("privacyRequest"), idOf(projectIds, project), daysBefore(at, daysAgo)];
    const later = (minutes: number) => new Date(requestedAt.getTime() + minutes * 60_000);
    await tx.insert(privacyRequests).values({
      id,
      orgId,
      projectId,
      kind,
      regulation,
      disclosure: "Data",
      status: "REVOKED",
      byApi: false,
      requestedAt,
      requestedBy,
      dueAt: daysBefore(requestedAt, -dueDays[regulation]),
      startsAt: later(60),
      finishedAt: later(12),
      cancelledBy: requestedBy,
      idCount: ids.length,
    });
    await tx.insert(privacyRequestIds).values(ids.map((distinctId, n) => ({ requestId: id, n: n + 1, distinctId })));
    const entry = { orgId, projectId, object: { type: "privacy_request" as const, id } };
    history.add(requestedAt, requestedBy, {
      ...entry,
      action: "privacy.requested",
      after: { kind, regulation, ids: ids.length, api: false },
    });
    history.add(later(12), requestedBy, { ...entry, action: "privacy.cancelled", before: { kind } });
  }
}
