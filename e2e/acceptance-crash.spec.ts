import { request } from "@playwright/test";
import type postgres from "postgres";
import { newId } from "@/lib/ids";
import { type App, discardApp, startApp } from "@/lib/testing/app";
import { databaseOf } from "./event-app";
import { builtActions, callAction } from "./support/calls";
import { linkOf } from "./support/links";
import { makeOrg, makePerson, makeSession, type Org } from "./support/people";
import { expect, test } from "./support/test";

/** kill -9 under load: whoever was told that they joined is a member afterwards, once, with the audit entry. */

const guests = 60;
const atOnce = 6;
let app: App;
let sql: postgres.Sql;

test.afterEach(async () => {
  await sql?.end({ timeout: 5 });
  if (app) await discardApp(app);
});

type Guest = { id: string; cookie: string; token: string };

async function inviteGuests(org: Org, giverId: string): Promise<Guest[]> {
  const invited: Guest[] = [];
  for (let index = 0; index < guests; index += 1) {
    const person = await makePerson(sql, { email: `guest${index}@south.test` });
    const id = newId("invitation");
    await sql`
      insert into invitations (id, org_id, email, role, role_given_by, created_at, sent_at, expires_at)
      values (${id}, ${org.id}, ${person.email}, 'member', ${giverId}, now(), now(), now() + interval '7 days')`;
    const token = linkOf(app, "invitation.mail", id).split("/").pop() ?? "";
    invited.push({ id: person.id, cookie: await makeSession(sql, person), token });
  }
  return invited;
}

test("[I3] [SEC-F1] kill -9 of the app under load keeps every acknowledged acceptance", async () => {
  test.setTimeout(120_000);
  const env = { WORKER: "off" };
  app = await startApp({ env });
  sql = await databaseOf(app);
  const owner = await makePerson(sql, { name: "Ada Okafor" });
  const org = await makeOrg(sql, owner);
  const waiting = await inviteGuests(org, owner.id);
  const action = builtActions().find(
    ({ file, name }) => file.endsWith("invite/actions.ts") && name === "acceptAsMyself",
  );
  const acknowledged = new Set<string>();

  async function client(): Promise<void> {
    const api = await request.newContext();
    for (let guest = waiting.shift(); guest; guest = waiting.shift()) {
      const headers = { cookie: `atrium-session=${guest.cookie}; atrium-invite=${guest.token}` };
      const call = { site: app, path: "/invite", fields: {}, headers };
      const answer = await callAction(api, { id: action?.id ?? "", isButton: true }, call).catch(() => null);
      if (!answer) break;
      if (answer.headers()["x-action-redirect"]?.startsWith(`/org/${org.id}`)) acknowledged.add(guest.id);
    }
    await api.dispose();
  }

  const clients = Array.from({ length: atOnce }, client);
  await expect.poll(() => acknowledged.size, { intervals: [5] }).toBeGreaterThan(10);
  await app.kill9();
  await Promise.all(clients);
  expect(waiting.length).toBeGreaterThan(0);
  app = await startApp({ env, dataDir: app.dataDir, port: app.port });

  const members = await sql<{ id: string }[]>`select user_id as id from members where org_id = ${org.id}`;
  const joined = new Set(members.map(({ id }) => id));
  expect([...acknowledged].filter((id) => !joined.has(id))).toEqual([]);
  const entries = await sql`select 1 from audit_entries where org_id = ${org.id} and action = 'member.joined'`;
  expect(entries).toHaveLength(members.length - 1);
  const accepted = await sql`select 1 from invitations where org_id = ${org.id} and accepted_at is not null`;
  expect(accepted).toHaveLength(members.length - 1);
  const [counts] = await sql`select members from org_counts where org_id = ${org.id}`;
  expect(counts?.members).toBe(members.length);
});
