import "server-only";
import { cookies, headers } from "next/headers";
import { forbidden, notFound, redirect } from "next/navigation";
import { cache } from "react";
import { findOrgActor, findOrgOfProject, findProjectActor, findUserActor, type Reached } from "@/db/queries/actors";
import type { OrgStep } from "@/db/queries/org-gate";
import { recordDenial } from "@/lib/audit/denials";
import type { OrgActor, ProjectActor, UserActor } from "@/lib/authz/actor";
import { can } from "@/lib/authz/authorize";
import type { OrgPermission, ProjectPermission } from "@/lib/authz/permissions";
import { now } from "@/lib/clock";
import { sha256 } from "@/lib/crypto";
import { orOffline } from "@/lib/offline";
import { paths, safeReturnPath } from "@/lib/paths";
import { hasOwnProof } from "@/lib/two-factor/factors";
import { noteVisit } from "@/lib/usage/visits";
import { cookieName } from "./cookies";
import { noteSeen } from "./last-seen";
import { originOf } from "./origin";
import { idleSince } from "./sessions";

/** The only readers of the session; cached for the length of a request. */

async function lookup() {
  const jar = await cookies();
  const cookie = jar.get(cookieName("session"))?.value;
  const list = await headers();
  return cookie ? { tokenHash: sha256(cookie), at: now(), idleSince: idleSince(now()), origin: originOf(list) } : null;
}

/** Who is signed in, or null. */
export const currentUser = cache(async (): Promise<UserActor | null> => {
  const key = await lookup();
  const actor = key && (await orOffline(() => findUserActor(key)));
  if (actor) noteSeen(actor);
  return actor;
});

/** Whether there is nothing to sign in for: somebody is here by their own proof. */
export async function isSignedIn(): Promise<boolean> {
  const actor = await currentUser();
  return actor !== null && hasOwnProof(actor);
}

const reachedOrg = cache(async (orgId: number): Promise<Reached<OrgActor> | null> => {
  const key = await lookup();
  const found = key && (await orOffline(() => findOrgActor(key, orgId)));
  return found && reaches(found.actor, orgId) ? found : null;
});

const reachedProject = cache(async (projectId: number): Promise<Reached<ProjectActor> | null> => {
  const key = await lookup();
  const found = key && (await orOffline(() => findProjectActor(key, projectId)));
  return found && reaches(found.actor, found.actor.org.id) ? found : null;
});

/** The same in one org; null for everybody who is no member, and while a step stands before it. */
export const currentOrgActor = cache(async (orgId: number): Promise<OrgActor | null> => {
  const found = await reachedOrg(orgId);
  if (!found || found.step) return null;
  noteSeen(found.actor, orgId);
  return found.actor;
});

export const currentProjectActor = cache(async (projectId: number): Promise<ProjectActor | null> => {
  const found = await reachedProject(projectId);
  if (!found || found.step) return null;
  noteSeen(found.actor, found.actor.org.id);
  return found.actor;
});

/** The org of a project, for its members; and what stands before it. */
const reachedOrgOfProject = cache(async (projectId: number): Promise<Reached<OrgActor> | null> => {
  const key = await lookup();
  const orgId = key && (await orOffline(() => findOrgOfProject(key, projectId)));
  return orgId === null ? null : reachedOrg(orgId);
});

/**
 * For answers that last: asks afresh, as often as it is called, whether this session still has the permission in the
 * project. Asking does not count as being here.
 */
export async function askingForProject(
  projectId: number,
  permission: ProjectPermission,
): Promise<() => Promise<boolean>> {
  const key = await lookup();
  return async () => {
    if (!key) return false;
    const at = now();
    const found = await findProjectActor({ ...key, at, idleSince: idleSince(at) }, projectId);
    return found?.step === null && reaches(found.actor, found.actor.org.id) && can(found.actor, permission);
  };
}

/**
 * What a member has to do before the org of this id, or of this project, opens to their session; null for everybody
 * else, to whom a page that is not theirs is not found.
 */
export async function stepInto(orgId: number | null, projectId: number | null): Promise<OrgStep | null> {
  if (orgId !== null) return (await reachedOrg(orgId))?.step ?? null;
  return projectId === null ? null : ((await reachedOrgOfProject(projectId))?.step ?? null);
}

/** The page where that is done, and back. */
async function goThrough(step: OrgStep, orgId: number): Promise<never> {
  const returnTo = await thisPath();
  const pages: Record<OrgStep, string> = {
    again: paths.signInAgain(returnTo),
    own: paths.signInOwn(returnTo),
    sso: paths.signInSso({ orgId, returnTo }),
    enrol: paths.enrolFor(orgId, returnTo),
    prove: paths.confirm(returnTo),
  };
  redirect(pages[step]);
}

/** An account whose address was never proven reaches only the org whose copied link it came through (I2). */
function reaches(actor: UserActor, orgId: number): boolean {
  return actor.user.emailProven || actor.user.limitedToOrgId === orgId;
}

/**
 * For pages: the person signed in, or the way to sign-in and back. A session that only an org's identity provider
 * showed opens that org alone (S2), so the person's own pages want their own proof too, except where `throughSso` says.
 */
export async function requireUser({ throughSso = false }: { throughSso?: boolean } = {}): Promise<UserActor> {
  const actor = (await currentUser()) ?? redirect(paths.signIn(await thisPath()));
  if (!throughSso && !hasOwnProof(actor)) redirect(paths.signInOwn(await thisPath()));
  await visit(actor);
  return actor;
}

/** C3: once however often a page asks who is there; what is fetched ahead, or drawn again for a form, is no visit. */
const visit = cache(async (actor: UserActor): Promise<void> => {
  const list = await headers();
  if (!list.has("next-router-prefetch") && !list.has("content-type")) noteVisit(actor, list.get("x-path") ?? "/");
});

/** For pages of an org: its actor. Somebody else's org is not found. */
export async function requireOrg(id: string, permission?: OrgPermission): Promise<OrgActor> {
  const orgId = numericId(id);
  const actor = orgId === null ? null : await currentOrgActor(orgId);
  if (!actor) {
    await requireUser({ throughSso: true });
    const found = orgId === null ? null : await reachedOrg(orgId);
    if (found?.step) return goThrough(found.step, found.actor.org.id);
    notFound();
  }
  if (permission && !can(actor, permission)) return denied(actor, permission);
  await visit(actor);
  return actor;
}

/** For pages of a project: its actor. One of one's own org that is out of reach can be asked for, others are not found. */
export async function requireProject(id: string, permission?: ProjectPermission): Promise<ProjectActor> {
  const projectId = numericId(id);
  const actor = projectId === null ? null : await currentProjectActor(projectId);
  if (!actor) {
    await requireUser({ throughSso: true });
    const found = projectId === null ? null : await reachedOrgOfProject(projectId);
    if (found?.step) return goThrough(found.step, found.actor.org.id);
    if (projectId !== null && found) redirect(paths.askAccess(projectId));
    notFound();
  }
  if (permission && !can(actor, permission)) return denied(actor, permission);
  await visit(actor);
  return actor;
}

/** A member of the org that a project belongs to, whether they reach it or not; everybody else's is not found (P8). */
export async function requireOrgOfProject(id: string): Promise<OrgActor> {
  await requireUser({ throughSso: true });
  const projectId = numericId(id);
  const found = projectId === null ? null : await reachedOrgOfProject(projectId);
  if (found?.step) return goThrough(found.step, found.actor.org.id);
  return found?.actor ?? notFound();
}

/** L1: a page that a role does not open is written down like a refused change, once however often it is drawn. */
const noteDenial = cache((actor: OrgActor, permission: string) => recordDenial(actor, permission));

async function denied(actor: OrgActor, permission: OrgPermission | ProjectPermission): Promise<never> {
  await noteDenial(actor, permission);
  forbidden();
}

/** An id out of an address: 9 digits, nothing else. */
export function numericId(text: string): number | null {
  return /^[1-9]\d{8}$/.test(text) ? Number(text) : null;
}

/** The page being asked for, without what the framework's own requests add to its address. */
async function thisPath(): Promise<string> {
  const path = (await headers()).get("x-path") ?? "/";
  return safeReturnPath(path.replace(/([?&])_rsc=[^&]*&?/, "$1").replace(/[?&]$/, ""));
}
