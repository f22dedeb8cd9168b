import { sql } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { outboxMessages } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import { effectiveProjectRole } from "@/lib/authz/project-role";
import { giveGrants } from "@/lib/members/grants";
import { addMember, auditedIn, makeOrg, makeProject, makeTeam, makeUser } from "@/lib/testing/factories";
import { resetDatabase } from "@/lib/testing/reset-database";
import { handlers } from "./tasks";

afterEach(resetDatabase);

const job = { id: "12" };
const end = new Date(Math.floor(Date.now() / 1000) * 1000 + 72 * 3_600_000);
const outbox = () => db().select().from(outboxMessages).orderBy(outboxMessages.recipient);

async function scene() {
  const owner = await makeOrg({ name: "Acme", owner: await makeUser({ name: "Ada Okafor", email: "ada@acme.test" }) });
  const person = await addMember(owner, "member", await makeUser({ name: "Ben Lindqvist", email: "ben@acme.test" }));
  const project = await makeProject(owner, { name: "Web app" });
  await giveGrants(owner, { userId: person.user.id, projects: [project], role: "admin" }, end);
  return { owner, person, project, key: { projectId: project, userId: person.user.id, endsAt: end.toISOString() } };
}

const expire = (person: OrgActor) =>
  db().execute(sql`update project_grants set ends_at = date_trunc('milliseconds', now() - interval '1 minute')
    where user_id = ${person.user.id}`);

describe("send_grant_ending", () => {
  test("[P4] tells the person what remains, and the giver where to change it", async () => {
    const { owner, person, project, key } = await scene();
    await makeTeam(owner, { role: "analyst", projects: [project], members: [person] });
    await handlers.send_grant_ending(key, job);
    const [toGiver, toPerson] = await outbox();
    expect(toPerson).toMatchObject({ recipient: "ben@acme.test", subject: "Your role on Web app ends soon" });
    expect(toPerson?.text).toContain("After that you will be Analyst there.");
    expect(toGiver).toMatchObject({
      recipient: "ada@acme.test",
      subject: "The role of Ben Lindqvist on Web app ends soon",
    });
    expect(toGiver?.text).toContain(`/project/${project}/settings/users/${person.user.id}`);
  });

  test("[P4] says nothing of a grant that ends at another moment, is gone or is over, and no giver who left off managing", async () => {
    const { owner, person, key } = await scene();
    await handlers.send_grant_ending({ ...key, endsAt: new Date().toISOString() }, job);
    expect(await outbox()).toEqual([]);
    const second = await addMember(owner, "owner");
    await db().execute(
      sql`update members set role = 'member' where user_id = ${owner.user.id} and ${second.user.id}::text is not null`,
    );
    await handlers.send_grant_ending(key, job);
    expect((await outbox()).map(({ recipient }) => recipient)).toEqual(["ben@acme.test"]);
    await db().execute(sql`delete from outbox_messages`);
    await expire(person);
    const [row] = await db().execute<{ ends_at: string }>(sql`select ends_at from project_grants`);
    await handlers.send_grant_ending({ ...key, endsAt: new Date(row?.ends_at ?? "").toISOString() }, job);
    await db().execute(sql`delete from project_grants`);
    await handlers.send_grant_ending(key, job);
    expect(await outbox()).toEqual([]);
  });
});

test("[P4] the daily sweep ends what no job did, once, and the person is told what they have now", async () => {
  const { owner, person, project } = await scene();
  const other = await makeProject(owner, { name: "Mobile" });
  await giveGrants(owner, { userId: person.user.id, projects: [other], role: "consumer" });
  await giveGrants(owner, { userId: person.user.id, projects: [other], role: "admin" }, end);
  await handlers.end_due_grants({}, job);
  expect(await effectiveProjectRole(db(), project, person.user.id)).toBe("admin");
  await expire(person);
  await handlers.end_due_grants({}, job);
  await handlers.end_due_grants({}, job);
  expect((await auditedIn(owner.org.id)).filter((action) => action === "grant.ended")).toHaveLength(2);
  await handlers.send_grant_ended({ projectId: project, userId: person.user.id, role: "admin" }, job);
  await handlers.send_grant_ended({ projectId: other, userId: person.user.id, role: "admin" }, { id: "13" });
  const mails = await outbox();
  expect(mails.map(({ subject }) => subject).sort()).toEqual([
    "Your access to Web app has ended",
    "Your role on Mobile has ended",
  ]);
  expect(mails.find(({ subject }) => subject.includes("Mobile"))?.text).toContain("as Consumer");
});

test("[I5] somebody given access gets a mail with the role, its end and the way there", async () => {
  const { person, project } = await scene();
  await handlers.send_grant_given({ projectId: project, userId: person.user.id, by: "Ada Okafor" }, job);
  const [mail] = await outbox();
  expect(mail).toMatchObject({ recipient: "ben@acme.test", subject: "You have access to Web app" });
  expect(mail?.text).toContain("Admin");
  expect(mail?.text).toContain(`/project/${project}`);
  await db().execute(sql`delete from project_grants`);
  await handlers.send_grant_given({ projectId: project, userId: person.user.id, by: "Ada Okafor" }, job);
  expect(await outbox()).toHaveLength(1);
});
