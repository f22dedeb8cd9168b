import { eq, sql } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { getAskable, listOpenAccessRequests, listRequestReceivers } from "@/db/queries/access-requests";
import { accessRequests, orgs, projects } from "@/db/schema";
import type { OrgActor, ProjectActor } from "@/lib/authz/actor";
import { effectiveProjectRole } from "@/lib/authz/project-role";
import { type ProjectRole, projectRoles } from "@/lib/authz/roles";
import { handlers } from "@/lib/jobs/tasks";
import { movableClock } from "@/lib/testing/clock";
import {
  addMember,
  auditedIn,
  giveGrant,
  makeOrg,
  makeProject,
  makeTeam,
  onProject,
  waitingJobs,
} from "@/lib/testing/factories";
import { refusal, refusals } from "@/lib/testing/refusal";
import { race } from "@/lib/testing/two-connections";
import { askForAccess, declineAccess, grantAccess, withdrawAccessRequest } from "./access-requests";

const clock = movableClock();
afterEach(clock.reset);

async function scene() {
  const owner = await makeOrg();
  const projectId = await makeProject(owner, { name: "Secret plans" });
  const admin = await addMember(owner, "member");
  await giveGrant(admin, projectId, "admin");
  const asker = await addMember(owner, "member");
  return { owner, projectId, admin: await onProject(admin, projectId), asker };
}

const ask = (actor: OrgActor, projectId: number, reason = "") => askForAccess(actor, { projectId, reason });

async function requestOf(actor: OrgActor): Promise<string> {
  const rows = await db()
    .select({ id: accessRequests.id })
    .from(accessRequests)
    .where(eq(accessRequests.userId, actor.user.id))
    .orderBy(sql`asked_at desc`);
  return rows[0]?.id ?? "";
}

const give = (actor: ProjectActor, requestId: string, role: ProjectRole = "analyst") =>
  grantAccess(actor, { requestId, role });
const decline = (actor: ProjectActor, requestId: string) => declineAccess(actor, { requestId, answer: "Not yet." });

async function mailsTo(email: string): Promise<{ subject: string; text: string }[]> {
  return db().execute(sql`select subject, text from outbox_messages where recipient = ${email} order by created_at`);
}

describe("asking", () => {
  test("[P8] a member asks once, with an entry and a mail to whoever may answer", async () => {
    const { owner, projectId, admin, asker } = await scene();
    await ask(asker, projectId, "To count sign-ups");
    const id = await requestOf(asker);
    expect(await auditedIn(owner.org.id)).toEqual(["access_request.made"]);
    expect(await waitingJobs("send_access_request", id)).toEqual([{ requestId: id }]);
    expect(await refusal(ask(asker, projectId))).toBe("already_asked");
    await handlers.send_access_request({ requestId: id }, { id: "1" });
    const [mail] = await mailsTo(admin.user.email);
    expect(mail?.subject).toBe(`${asker.user.name} asks for access to Secret plans`);
    expect(mail?.text).toContain("To count sign-ups");
    expect(mail?.text).toContain(`/project/${projectId}/settings/users/requests/${id}`);
    expect(await mailsTo(owner.user.email)).toHaveLength(1);
    expect(await mailsTo(asker.user.email)).toEqual([]);
  });

  test("[P8] mails go to the nearest first, and only to owners and admins of the project", async () => {
    const { owner, projectId, admin } = await scene();
    const teammate = await addMember(owner, "member");
    await makeTeam(owner, { role: "owner", projects: [projectId], members: [teammate] });
    const analyst = await addMember(owner, "member");
    await giveGrant(analyst, projectId, "analyst");
    const receivers = await listRequestReceivers(projectId, 20);
    expect(receivers).toEqual([admin.user.email, teammate.user.email, owner.user.email]);
    expect(await listRequestReceivers(projectId, 1)).toEqual([admin.user.email]);
  });

  test("[P8] whoever reaches the project, and projects of elsewhere, deleted or none, are refused", async () => {
    const { owner, projectId, admin, asker } = await scene();
    expect(await refusal(ask(admin, projectId))).toBe("already_reaches");
    const other = await makeOrg();
    const theirs = await makeProject(other);
    expect(await refusal(ask(asker, theirs))).toBe("NotFound");
    expect(await refusal(ask(asker, 999_999_999))).toBe("NotFound");
    expect(await refusal(ask({ ...other, org: owner.org }, projectId))).toBe("NotFound");
    await db().update(projects).set({ deletedAt: new Date() }).where(eq(projects.id, projectId));
    expect(await refusal(ask(asker, projectId))).toBe("NotFound");
    expect(await getAskable(asker, projectId)).toBeNull();
    expect(await getAskable(asker, theirs)).toBeNull();
  });

  test("[P8] asking twice at once makes one request", async () => {
    const { projectId, asker } = await scene();
    const holding = `select 1 from orgs where id = ${asker.org.id} for update`;
    const outcomes = await race([() => ask(asker, projectId), () => ask(asker, projectId)], { holding });
    expect((await refusals(outcomes)).sort()).toEqual(["already_asked", "done"]);
  });

  test("[P8] a request taken back can be made again at once; nothing to take back is no error", async () => {
    const { owner, projectId, asker } = await scene();
    await withdrawAccessRequest(asker, { projectId });
    await ask(asker, projectId);
    await withdrawAccessRequest(asker, { projectId });
    await ask(asker, projectId);
    const made = ["access_request.made", "access_request.withdrawn", "access_request.made"];
    expect(await auditedIn(owner.org.id)).toEqual(made);
  });

  test("[P8] somebody asks for at most twenty projects a day", async () => {
    const { owner, asker } = await scene();
    for (let count = 0; count < 20; count += 1) await ask(asker, await makeProject(owner));
    expect(await refusal(ask(asker, await makeProject(owner)))).toBe("throttled");
  });
});

describe("answering", () => {
  test("[P8] giving access gives an individual grant, closes the request and tells the person", async () => {
    const { owner, projectId, admin, asker } = await scene();
    await ask(asker, projectId);
    const id = await requestOf(asker);
    expect((await listOpenAccessRequests(admin, 5)).rows.map((row) => row.id)).toEqual([id]);
    await give(admin, id, "consumer");
    expect(await effectiveProjectRole(db(), projectId, asker.user.id)).toBe("consumer");
    expect((await listOpenAccessRequests(admin, 5)).total).toBe(0);
    expect(await auditedIn(owner.org.id)).toEqual(["access_request.made", "grant.given", "access_request.granted"]);
    await handlers.send_access_answer({ requestId: id }, { id: "2" });
    const [mail] = await mailsTo(asker.user.email);
    expect(mail?.subject).toBe("You have access to Secret plans");
    expect(await refusal(give(admin, id))).toBe("already_answered");
    expect(await refusal(decline(admin, id))).toBe("already_answered");
  });

  test("[P8] a no is mailed without the project's name, and another request waits a day", async () => {
    const { projectId, admin, asker } = await scene();
    clock.set("2026-11-20T10:00:00Z");
    await ask(asker, projectId);
    const id = await requestOf(asker);
    await decline(admin, id);
    await handlers.send_access_answer({ requestId: id }, { id: "3" });
    const [mail] = await mailsTo(asker.user.email);
    expect(mail?.subject).toContain("was declined");
    expect(mail?.text).toContain("Not yet.");
    expect(`${mail?.subject} ${mail?.text}`).not.toContain("Secret plans");
    clock.set("2026-11-21T09:59:00Z");
    expect(await refusal(ask(asker, projectId))).toBe("already_answered");
    clock.set("2026-11-21T10:00:00Z");
    expect(await refusal(ask(asker, projectId))).toBe("done");
  });

  test("[P8] a mail about a request that was answered meanwhile is not sent", async () => {
    const { projectId, admin, asker } = await scene();
    await ask(asker, projectId);
    const id = await requestOf(asker);
    await decline(admin, id);
    await handlers.send_access_request({ requestId: id }, { id: "4" });
    expect(await mailsTo(admin.user.email)).toEqual([]);
  });

  test.each(projectRoles)("[R4] a project admin answers with %s only at or below Admin", async (role) => {
    const { projectId, admin, asker } = await scene();
    await ask(asker, projectId);
    const expected = role === "owner" ? "role_above_own" : "done";
    expect(await refusal(give(admin, await requestOf(asker), role))).toBe(expected);
  });

  test("[R7] below Enterprise only Owner and Admin can be given", async () => {
    const { owner, projectId, admin, asker } = await scene();
    await db().update(orgs).set({ plan: "growth" }).where(eq(orgs.id, owner.org.id));
    await ask(asker, projectId);
    expect(await refusal(give(admin, await requestOf(asker), "analyst"))).toBe("role_needs_plan");
  });

  test("[R6] Analysts, and admins of another project, cannot answer", async () => {
    const { owner, projectId, asker } = await scene();
    await ask(asker, projectId);
    const id = await requestOf(asker);
    const analyst = await addMember(owner, "member");
    await giveGrant(analyst, projectId, "analyst");
    expect(await refusal(give(await onProject(analyst, projectId), id))).toBe("Forbidden");
    const elsewhere = await makeProject(owner);
    expect(await refusal(give(await onProject(owner, elsewhere), id))).toBe("NotFound");
    const other = await makeOrg();
    expect(await refusal(decline(await onProject(other, await makeProject(other)), id))).toBe("NotFound");
  });

  test("[P8] of two answers at once one counts", async () => {
    const { owner, projectId, admin, asker } = await scene();
    await ask(asker, projectId);
    const id = await requestOf(asker);
    const second = await onProject(owner, projectId);
    const holding = `select 1 from orgs where id = ${owner.org.id} for update`;
    const outcomes = await race([() => give(admin, id), () => decline(second, id)], { holding });
    expect((await refusals(outcomes)).sort()).toEqual(["already_answered", "done"]);
  });

  test("[P8] a request goes with the membership, and no longer waits once access came another way", async () => {
    const { owner, projectId, admin, asker } = await scene();
    await ask(asker, projectId);
    await makeTeam(owner, { projects: [projectId], members: [asker] });
    expect((await listOpenAccessRequests(admin, 5)).total).toBe(0);
    await handlers.clean_up({}, { id: "5" });
    const [row] = await db().select().from(accessRequests).where(eq(accessRequests.userId, asker.user.id));
    expect(row?.outcome).toBe("granted");
    await db().execute(sql`delete from members where org_id = ${owner.org.id} and user_id = ${asker.user.id}`);
    expect(await db().select().from(accessRequests).where(eq(accessRequests.userId, asker.user.id))).toEqual([]);
  });
});
