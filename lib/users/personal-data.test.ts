import { sql } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { db } from "@/db/client";
import {
  accessRequests,
  alerts,
  billingEmails,
  directoryUsers,
  importRows,
  invitations,
  outboxMessages,
  progress,
  reports,
  signUps,
  ssoAttempts,
  ssoIdentities,
} from "@/db/schema";
import { signInWithPassword } from "@/lib/auth/sign-in";
import { setClock } from "@/lib/clock";
import { newId } from "@/lib/ids";
import { handlers } from "@/lib/jobs/tasks";
import { linkToken } from "@/lib/links";
import { changeMemberRole } from "@/lib/members/members";
import { idsOf, signedIn, userRow } from "@/lib/testing/account";
import { makeConnection, showProof } from "@/lib/testing/connections";
import {
  addMember,
  auditedIn,
  giveGrant,
  makeOrg,
  makeProject,
  makeTeam,
  makeUser,
  outsider,
  someEmail,
  unconfirmed,
  waitingJobs,
} from "@/lib/testing/factories";
import { refusal, refusals } from "@/lib/testing/refusal";
import { totpCode } from "@/lib/testing/totp";
import { holdLock, race } from "@/lib/testing/two-connections";
import { beginApp, confirmApp, waitingApp } from "@/lib/two-factor/app";
import { noteVisit, writeVisits } from "@/lib/usage/visits";
import { askExport, takeExport } from "./account-exports";
import { askDeletion, cancelDeletion, deleteDueAccount, dueDeletions } from "./deletion";
import { askEmailChange, confirmEmailChange } from "./email-change";
import { makeGdprToken } from "./gdpr-token";
import { personalTables, tombstoneEmail } from "./personal-data";
import { askPhone } from "./phone";
import { deleteUsageData, switchUsage } from "./usage-data";

const name = "Zebulon Quackenbush";
const password = "an old password of long standing";
const day = 24 * 3600 * 1000;

let resetClock: (() => void) | undefined;
afterEach(() => resetClock?.());
function later(ms: number) {
  resetClock?.();
  const at = Date.now() + ms;
  resetClock = setClock(() => new Date(at));
}

/** A member with something in every table that can hold a person. */
async function livedIn() {
  const [owner, inviter] = [await makeOrg(), await makeOrg()];
  const user = await makeUser({ name, password, email: someEmail("zq.test") });
  const first = user.user.email;
  const project = await makeProject(owner);
  const at = new Date();
  const joined = await addMember(owner, "admin", user);
  await makeTeam(owner, { members: [joined], projects: [project] });
  await giveGrant(joined, project, "analyst");
  await signedIn(joined);
  await askEmailChange(user, { email: someEmail("zq.test") });
  await confirmEmailChange(user, linkToken("email-change", (await idsOf(user, "email_changes"))[0] ?? ""));
  const email = (await userRow(user)).email;
  const member = { ...joined, user: { ...joined.user, email } };
  await makeGdprToken(member);
  await askPhone(member, { phone: "+4930901820" });
  await handlers.send_phone_code({ userId: user.user.id }, { id: "1" });
  await beginApp(member);
  const secret = (await waitingApp(member))?.secret ?? "";
  await confirmApp(await signedIn(member), { code: totpCode(secret, new Date()) });
  await db().execute(sql`
    insert into passkeys (id, user_id, name, credential_id, public_key, counter, transports, backup_eligible, backed_up, created_at)
    values (${newId("passkey")}, ${user.user.id}, ${`${name}'s key`}, ${newId("passkey")}, 'key', 0, '{}', false, false, now())`);
  await db().execute(sql`
    insert into text_codes (attempt, user_id, created_at, expires_at) values (${newId("session")}, ${user.user.id}, now(), now())`);
  await db().execute(sql`
    insert into trusted_devices (id, user_id, token_hash, created_at, last_used_at, expires_at)
    values (${newId("trustedDevice")}, ${user.user.id}, 'x', now(), now(), now())`);
  const connectionId = await makeConnection(owner);
  await showProof(await signedIn(member), owner.org.id, connectionId);
  await db()
    .insert(ssoIdentities)
    .values({
      id: newId("ssoIdentity"),
      connectionId,
      issuer: "https://idp.test",
      subject: email,
      userId: user.user.id,
      createdAt: at,
    });
  await db()
    .insert(directoryUsers)
    .values({
      id: newId("directoryUser"),
      orgId: owner.org.id,
      userId: user.user.id,
      userName: email,
      active: true,
      attributes: { displayName: name },
      createdAt: at,
      changedAt: at,
    });
  const answered = { issuer: "https://idp.test", subject: email, subjectFormat: null, sessionIndex: null, amr: [] };
  const decoded = { attributes: { name: [name] }, authenticatedAt: null, decoded: name };
  for (const userId of [user.user.id, null]) {
    await db()
      .insert(ssoAttempts)
      .values({
        id: newId("ssoAttempt"),
        connectionId,
        purpose: "sign_in",
        stateHash: newId("ssoAttempt"),
        userId,
        returnTo: "/",
        createdAt: at,
        expiresAt: at,
        email,
        answer: { ...answered, ...decoded },
      });
  }
  noteVisit(member, `/org/${owner.org.id}/users`);
  await writeVisits();
  await refusal(signInWithPassword(outsider(), { email, password: "wrong" }, null));
  const orgId = owner.org.id;
  const given = { orgId, projectId: project };
  await db()
    .insert(accessRequests)
    .values({ ...given, id: newId("accessRequest"), userId: user.user.id, reason: `${name} asks`, askedAt: at });
  const reportId = newId("report");
  const query = { events: ["A"], filter: null, unit: "day", range: { kind: "last", count: 7, unit: "day" } };
  await db().execute(sql`insert into reports (id, project_id, name, query, created_by, created_at, edited_at)
    values (${reportId}, ${project}, 'Mine', ${JSON.stringify(query)}::jsonb, ${user.user.id}, now(), now())`);
  await db()
    .insert(alerts)
    .values({
      ...given,
      id: newId("alert"),
      reportId,
      userId: user.user.id,
      kind: "daily",
      hour: 9,
      timezone: "UTC",
      channel: "text",
      phone: "+4930901820",
      createdAt: at,
    });
  await db()
    .insert(invitations)
    .values({
      id: newId("invitation"),
      orgId: inviter.org.id,
      email,
      role: "member",
      createdAt: at,
      sentAt: at,
      expiresAt: at,
    });
  await db()
    .insert(billingEmails)
    .values({ id: newId("billingEmail"), orgId, email, addedAt: at, sentAt: at, expiresAt: at });
  const importId = newId("progress");
  await db()
    .insert(progress)
    .values({ id: importId, orgId, kind: "invitation_import", input: {}, total: 1, createdAt: at });
  await db()
    .insert(importRows)
    .values({ importId, line: 1, email, cells: [email, name] });
  await db()
    .insert(signUps)
    .values({
      id: newId("signUp"),
      email,
      name,
      orgName: `${name}, Inc.`,
      passwordHash: "x",
      browserHash: "x",
      createdAt: at,
      expiresAt: at,
    });
  await db()
    .insert(outboxMessages)
    .values({
      id: newId("message"),
      kind: "mail",
      recipient: owner.user.email,
      subject: "Hello",
      html: null,
      text: `${name} joined`,
      createdAt: at,
    });
  return { member, owner, inviter, emails: [first, email], secret };
}

/** Tables of ours in which any of these texts stands, whatever the column. */
async function tablesWith(words: string[]): Promise<string[]> {
  const tables = await db().execute<{ name: string }>(sql`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname in ('public', 'graphile_worker') order by 1`);
  const found: string[] = [];
  for (const { name: table } of tables) {
    for (const word of words) {
      const like = `%${word.toLowerCase()}%`;
      const [row] = await db().execute(
        sql`select 1 from ${sql.raw(table)} as row where lower(row::text) like ${like} limit 1`,
      );
      if (row) found.push(`${table}: ${word}`);
    }
  }
  return found;
}

describe("the inventory of personal data", () => {
  test("[C3] [C6] names every table that refers to a person, or has a column for one", async () => {
    const rows = await db().execute<{ name: string }>(sql`
      select distinct c.table_name as name from information_schema.columns c
        join information_schema.tables t using (table_schema, table_name)
      where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and (
        c.column_name ~ '(^|_)(user_id|email|phone|ip|agent|recipient|actor_id|person)$'
        or c.column_name ~ '_by$'
        or exists (
          select 1 from information_schema.key_column_usage k
            join information_schema.referential_constraints r using (constraint_schema, constraint_name)
            join information_schema.table_constraints u on u.constraint_name = r.unique_constraint_name
          where k.table_schema = 'public' and k.table_name = c.table_name and u.table_name = 'users'))
      order by 1`);
    const found = rows.map((row) => row.name);
    expect(found.filter((table) => !(table in personalTables))).toEqual([]);
    const tables = await db().execute<{ name: string }>(
      sql`select tablename as name from pg_tables where schemaname = 'public'`,
    );
    const known = new Set(tables.map((row) => row.name));
    expect(Object.keys(personalTables).filter((table) => !known.has(table))).toEqual([]);
  });

  test("[C3] [C6] exports everything, erases it, and then nothing in the database names the person", async () => {
    const { member, owner, inviter, emails, secret } = await livedIn();
    const { id } = member.user;
    await askExport(member);
    const [exportId = ""] = await idsOf(member, "account_exports");
    await handlers.make_account_export({ exportId }, { id: "7" });
    const { archive } = await takeExport(member, exportId);
    const { Uint8ArrayReader, TextWriter, ZipReader } = await import("@zip.js/zip.js");
    const entries = await new ZipReader(new Uint8ArrayReader(archive), { useWebWorkers: false }).getEntries();
    const files = new Map<string, string>();
    for (const entry of entries) {
      if (!entry.directory) files.set(entry.filename, (await entry.getData?.(new TextWriter())) ?? "");
    }
    const all = JSON.parse(files.get("account.json") ?? "{}").data;
    const empty = Object.entries(personalTables)
      .filter(([table, { exported }]) => exported && all[table].rows.length === 0)
      .map(([table]) => table);
    expect(empty.sort()).toEqual(["browser_links", "email_codes", "known_browsers", "password_resets"]);
    for (const text of [files.get("account.json"), files.get("csv/users.csv")]) expect(text).toContain(emails[1]);
    expect(files.get("csv/users.csv")).not.toContain("$argon2");
    for (const [file, text] of files) expect(text, file).not.toMatch(new RegExp(`${secret}|"v1\\.`));
    expect(files.get("README.txt")).toContain("csv/sessions.csv");

    await askDeletion(member, { typed: member.user.email });
    expect(await deleteDueAccount(id)).toBe("not due");
    later(14 * day + 1000);
    expect(await dueDeletions()).toContain(id);
    expect(await deleteDueAccount(id)).toBe("deleted");
    expect(await waitingJobs("send_account_deleted", emails[1] ?? "")).toHaveLength(1);
    // The last mail knows where it goes; other jobs of the person find nobody.
    await db().execute(sql`delete from graphile_worker._private_jobs`);
    expect(await tablesWith([...emails, name, "+4930901820"])).toEqual([]);
    expect(await userRow(member)).toMatchObject({
      email: tombstoneEmail(id),
      name: "Deleted user",
      passwordHash: null,
    });
    const [kept] = await db().select().from(reports).where(sql`created_by = ${id}`);
    expect(kept?.name).toBe("Mine");
    expect(await auditedIn(owner.org.id)).toEqual(
      expect.arrayContaining(["user.deleted", "member.left", "org.billing_email_removed"]),
    );
    expect(await auditedIn(inviter.org.id)).toEqual(["invitation.revoked"]);
    expect(await refusal(signInWithPassword(outsider(), { email: emails[1] ?? "", password }, null))).toBe(
      "wrong_credentials",
    );
  });
});

describe("deleting an account", () => {
  test("[C6] [A6] asks for a confirmation and the address, tells, and can be taken back", async () => {
    const member = await addMember(await makeOrg(), "member");
    const typed = member.user.email;
    expect(await refusal(askDeletion(unconfirmed(member), { typed }))).toBe("ConfirmationNeeded");
    expect(await refusal(askDeletion(member, { typed: "somebody@else.test" }))).toBe("typed_otherwise");
    const { due } = await askDeletion(member, { typed });
    expect(await askDeletion(member, { typed })).toEqual({ due });
    await cancelDeletion(member);
    expect(await refusal(cancelDeletion(member))).toBe("changed_meanwhile");
    later(15 * day);
    expect(await deleteDueAccount(member.user.id)).toBe("not due");
  });

  test("[C6] [R1] an only owner hands over first; who became one meanwhile is told and stays", async () => {
    const owner = await makeOrg({ name: "Lonely" });
    const typed = owner.user.email;
    await expect(askDeletion(owner, { typed })).rejects.toThrow("You are the only owner of Lonely.");
    const second = await addMember(owner, "owner");
    await askDeletion(owner, { typed });
    await changeMemberRole(owner, { userId: second.user.id, role: "member", was: "owner" });
    later(14 * day + 1000);
    expect(await deleteDueAccount(owner.user.id)).toBe("blocked");
    expect(await waitingJobs("send_deletion_blocked", owner.user.id)).toHaveLength(1);
    expect(await userRow(owner)).toMatchObject({ deletedAt: null, deletionDueAt: null });
    expect(await deleteDueAccount(owner.user.id)).toBe("not due");
  });

  test("[C6] [R1] two owners of one org are due at the same moment: one goes, the org keeps the other", async () => {
    const owner = await makeOrg();
    const second = await addMember(owner, "owner");
    for (const person of [owner, second]) await askDeletion(person, { typed: person.user.email });
    later(14 * day + 1000);
    const runs = [owner, second].map((person) => () => deleteDueAccount(person.user.id));
    const outcomes = await race(runs, { holding: `select 1 from orgs where id = ${owner.org.id} for update` });
    const values = outcomes.map((outcome) => (outcome.status === "fulfilled" ? outcome.value : outcome.reason));
    expect(values.sort()).toEqual(["blocked", "deleted"]);
  });

  test("[C6] a deletion taken back while the job begins: one of the two holds, and the account is whole or gone", async () => {
    const member = await addMember(await makeOrg(), "member");
    await askDeletion(member, { typed: member.user.email });
    later(14 * day + 1000);
    const held = await holdLock(`select 1 from users where id = '${member.user.id}' for update`);
    const both = Promise.allSettled([cancelDeletion(member), deleteDueAccount(member.user.id)]);
    await held.release();
    const [cancelled, deleted] = await both;
    const gone = deleted.status === "fulfilled" && deleted.value === "deleted";
    expect(gone).toBe(cancelled.status === "rejected");
    expect((await userRow(member)).deletedAt !== null).toBe(gone);
  });
});

describe("usage data", () => {
  const rowsOf = async (id: string) => {
    const [row] = await db().execute<{ visits: number; ips: number }>(sql`select
      (select coalesce(sum(visits), 0)::int from page_visits where user_id = ${id}) as visits,
      (select count(*)::int from visit_addresses where user_id = ${id}) as ips`);
    return row;
  };

  test("[C3] counts kinds of pages by org and project, without ids of people", async () => {
    const user = await makeUser();
    const person = newId("user");
    noteVisit(user, "/org/123456789/users?q=secret");
    noteVisit(user, `/org/123456789/users/${person}`);
    noteVisit(user, "/org/123456789/users");
    await writeVisits();
    noteVisit(user, "/org/987654321/users");
    await writeVisits();
    const rows = await db().execute(
      sql`select page, place, visits from page_visits where user_id = ${user.user.id} order by page, place`,
    );
    expect([...rows]).toEqual([
      { page: "/org/[id]/users", place: 123456789, visits: 2 },
      { page: "/org/[id]/users", place: 987654321, visits: 1 },
      { page: "/org/[id]/users/[id]", place: 123456789, visits: 1 },
    ]);
  });

  test("[C3] switched off nothing more is written, not even what was gathered; deleting leaves none", async () => {
    const user = await makeUser();
    noteVisit(user, "/account");
    await writeVisits();
    noteVisit(user, "/account");
    await switchUsage(user, { recorded: false, used: false });
    await writeVisits();
    expect(await rowsOf(user.user.id)).toEqual({ visits: 1, ips: 1 });
    noteVisit({ ...user, user: { ...user.user, usageRecorded: false } }, "/account");
    await writeVisits();
    expect(await rowsOf(user.user.id)).toEqual({ visits: 1, ips: 1 });
    expect(await deleteUsageData(user)).toBe(2);
    expect(await rowsOf(user.user.id)).toEqual({ visits: 0, ips: 0 });
  });

  test("[C3] one export at a time, for its own person, for seven days", async () => {
    const user = await makeUser();
    expect(await refusal(askExport(unconfirmed(user)))).toBe("ConfirmationNeeded");
    const answers = await refusals(await race([() => askExport(user), () => askExport(user)]));
    expect(answers.sort()).toEqual(["done", "limit_reached"]);
    const [exportId = ""] = await idsOf(user, "account_exports");
    expect(await refusal(takeExport(user, exportId))).toBe("NotFound");
    await handlers.make_account_export({ exportId }, { id: "8" });
    expect(await refusal(takeExport(await makeUser(), exportId))).toBe("NotFound");
    expect(await refusal(takeExport(user, exportId))).toBe("done");
    later(7 * day + 1000);
    expect(await refusal(takeExport(user, exportId))).toBe("NotFound");
  });

  test("[C3] archives go after seven days and visits after ninety, by themselves", async () => {
    const user = await makeUser();
    noteVisit(user, "/account");
    await writeVisits();
    await askExport(user);
    const [exportId = ""] = await idsOf(user, "account_exports");
    await handlers.make_account_export({ exportId }, { id: "9" });
    later(8 * day);
    await handlers.clean_up({}, { id: "10" });
    expect(await idsOf(user, "account_exports")).toEqual([]);
    expect(await rowsOf(user.user.id)).toEqual({ visits: 1, ips: 1 });
    later(91 * day);
    await handlers.clean_up({}, { id: "11" });
    expect(await rowsOf(user.user.id)).toEqual({ visits: 0, ips: 0 });
  });
});
