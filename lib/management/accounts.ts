import "server-only";
import type * as z from "zod/mini";
import { listReachedProjects } from "@/db/queries/management";
import {
  getServiceAccount,
  listServiceAccounts,
  listServiceAccountsOn,
  type ServiceAccountRow,
} from "@/db/queries/service-accounts";
import type { ServiceActor } from "@/lib/auth/service-access";
import { authorize } from "@/lib/authz/authorize";
import { orgPermissions, orgRoleMay, projectPermissions, projectRoleMay } from "@/lib/authz/permissions";
import { type OrgRole, type ProjectRole, projectRoles } from "@/lib/authz/roles";
import { NotFound } from "@/lib/errors";
import { addServiceAccountsToProjects, removeServiceAccountsFromProjects } from "@/lib/service-accounts/access";
import { createServiceAccount, revokeServiceAccount } from "@/lib/service-accounts/accounts";
import type { bodies } from "./schemas";

/** Service accounts and `/me`, as WIRE §3 has them. Lists are judged like changes. */

type Body<Name extends keyof typeof bodies> = z.infer<(typeof bodies)[Name]>;

export async function accountsOf(actor: ServiceActor) {
  authorize(actor, "org.service_accounts.manage");
  return (await listServiceAccounts(actor)).map(facts);
}

export async function oneAccount(actor: ServiceActor, id: number) {
  authorize(actor, "org.service_accounts.manage");
  const row = await getServiceAccount(actor, id);
  if (!row) throw new NotFound("service account");
  return facts(row);
}

/**
 * `role`: owner and admin are roles in the organization; with analyst and consumer the account is a Member, and they are
 * what it gets on projects that say no role of their own.
 */
export async function makeAccount(
  actor: ServiceActor,
  { username, role, expires, projects }: Body<"createServiceAccount">,
) {
  const orgRole: OrgRole = role === "owner" || role === "admin" ? role : "member";
  const { id, secret } = await createServiceAccount(actor, {
    name: username,
    role: orgRole,
    projects: projects.map((project) => ({ id: project.id, role: project.role ?? role })),
    teams: [],
    expiresAt: expires === null ? null : new Date(expires),
  });
  return { ...(await oneAccount(actor, id)), token: secret };
}

export async function deleteAccount(actor: ServiceActor, id: number): Promise<void> {
  await revokeServiceAccount(actor, { accountId: id });
}

export async function addToProjects(actor: ServiceActor, body: Body<"addToProject">): Promise<void> {
  await addServiceAccountsToProjects(actor, { accountIds: body.service_account_ids, projects: body.projects });
}

export async function removeFromProjects(actor: ServiceActor, { projects }: Body<"removeFromProject">): Promise<void> {
  const pairs = projects.flatMap(({ id, service_account_ids }) =>
    service_account_ids.map((accountId) => ({ accountId, projectId: id })),
  );
  await removeServiceAccountsFromProjects(actor, pairs);
}

/** For whoever administers the project, or its organization. */
export async function accountsOn(actor: ServiceActor, projectId: number) {
  const reached = (await listReachedProjects(actor)).find(({ id }) => id === projectId);
  if (!reached) throw new NotFound("project");
  authorize({ ...actor, project: { ...reached }, projectRole: reached.role }, "project.members.manage");
  return (await listServiceAccountsOn(actor, projectId)).map((row) => ({
    ...facts(row),
    hasSensitiveAccess: row.projectRole === "owner" || row.projectRole === "admin",
    role: row.projectRole,
    role_order: projectRoles.indexOf(row.projectRole),
    target_type: row.source,
    email: row.username,
  }));
}

export async function aboutMe(actor: ServiceActor) {
  const { org, role, user, service } = actor;
  const projects = await listReachedProjects(actor);
  const domain = "events";
  return {
    user_id: user.id,
    user_name: user.name,
    user_email: service.username,
    organizations: {
      [org.id]: { id: org.id, name: org.name, role, permissions: orgPermissionsOf(role) },
    },
    projects: Object.fromEntries(
      projects.map(({ id, name, timezone, role: own }) => [
        id,
        {
          name,
          organization_id: org.id,
          timezone,
          has_workspaces: false,
          domain,
          type: "PROJECT",
          role: own,
          permissions: projectPermissionsOf(own),
        },
      ]),
    ),
    workspaces: {},
  };
}

function orgPermissionsOf(role: OrgRole): string[] {
  return (Object.keys(orgPermissions) as (keyof typeof orgPermissions)[]).filter((name) => orgRoleMay(role, name));
}

function projectPermissionsOf(role: ProjectRole): string[] {
  const names = Object.keys(projectPermissions) as (keyof typeof projectPermissions)[];
  return names.filter((name) => projectRoleMay(role, name));
}

function facts(row: ServiceAccountRow) {
  return {
    id: row.id,
    username: row.username,
    last_used: row.lastUsedAt?.toISOString() ?? null,
    expires: row.expiresAt?.toISOString() ?? null,
    creator: row.createdBy,
    creator_name: row.createdBy,
    creator_email: row.creatorEmail,
    created: row.createdAt.toISOString(),
    user: row.userId,
    org_role: row.role,
  };
}
