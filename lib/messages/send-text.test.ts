import { sql } from "drizzle-orm";
import { afterAll, describe, expect, test } from "vitest";
import { db } from "@/db/client";
import type { OrgActor, ProjectActor } from "@/lib/authz/actor";
import { addMember, giveGrant, makeOrg, makeProject, onProject, unconfirmed } from "@/lib/testing/factories";
import { refusal, refusals } from "@/lib/testing/refusal";
import { startTwilio } from "@/lib/testing/twilio-server";
import { race } from "@/lib/testing/two-connections";
import { removeChannel, saveTwilio } from "./channels";
import { sendText } from "./send-text";

const account = `AC${"1a".repeat(16)}`;
const token = "0123456789abcdef0123456789abcdef";
const twilio = await startTwilio({ accounts: { [account]: token }, senders: ["+15550100199", "Atrium"] });
process.env.TWILIO_URL = `${twilio.url}/`;
afterAll(() => twilio.stop());

const entered = { accountSid: account, authTokenSecret: token, sender: "+1 555 010 0199", shown: "" };

async function projectOf(owner: OrgActor): Promise<ProjectActor> {
  return onProject(owner, await makeProject(owner));
}

async function withTwilio(more: Partial<typeof entered> = {}): Promise<ProjectActor> {
  const actor = await projectOf(await makeOrg());
  await saveTwilio(actor, { ...entered, ...more });
  return actor;
}

async function shownOf({ project }: ProjectActor): Promise<string> {
  const [row] = await db().execute<{ at: string }>(
    sql`select to_char(added_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at from message_channels where project_id = ${project.id}`,
  );
  return row?.at ?? "";
}

const text = (actor: ProjectActor, more = {}) =>
  sendText({ projectId: actor.project.id, to: "+491701234567", body: "Sign-ups passed 1,000.", ...more });

describe("[P5] a text message through the project's Twilio", () => {
  test("[P5] goes out by Twilio's REST API with the account's own sender, and tells Twilio's id", async () => {
    const actor = await withTwilio();
    expect(await text(actor)).toEqual({ outcome: "sent", id: expect.stringMatching(/^SM\d{32}$/) });
    expect(twilio.messages.at(-1)).toEqual({
      account,
      to: "+491701234567",
      from: "+15550100199",
      body: "Sign-ups passed 1,000.",
    });
    const named = await withTwilio({ sender: "Atrium" });
    expect(await text(named)).toMatchObject({ outcome: "sent" });
    expect(twilio.messages.at(-1)).toMatchObject({ from: "Atrium" });
  });

  test("[P5] a project without Twilio, or one that was deleted, is told so", async () => {
    const actor = await projectOf(await makeOrg());
    expect(await text(actor)).toMatchObject({ outcome: "no_channel" });
    const deleted = await withTwilio();
    await db().execute(sql`update projects set deleted_at = now() where id = ${deleted.project.id}`);
    expect(await text(deleted)).toMatchObject({ outcome: "no_channel" });
  });

  test("[P5] what will not go later either is final, and says what to do", async () => {
    const actor = await withTwilio();
    expect(await text(actor, { to: "+12" })).toMatchObject({ outcome: "final", reason: "21211" });
    expect(await text(actor, { body: "x".repeat(1601) })).toMatchObject({ outcome: "final", reason: "21617" });
    const stranger = await withTwilio({ authTokenSecret: "f".repeat(32) });
    const refused = await text(stranger);
    expect(refused).toMatchObject({ outcome: "final", reason: "20003" });
    expect(JSON.stringify(refused)).not.toContain("f".repeat(32));
    const foreign = await withTwilio({ sender: "+15550100198" });
    expect(await text(foreign)).toMatchObject({ outcome: "final", reason: "21659" });
  });

  test("[P5] too many at once and faults of Twilio's are worth another try", async () => {
    const actor = await withTwilio();
    for (const [status, code] of [
      [429, 20429],
      [500, 20500],
      [503, 20503],
    ] as const) {
      twilio.failNext(status, code);
      expect(await text(actor)).toMatchObject({ outcome: "retryable", reason: String(code) });
    }
    expect(await text(actor)).toMatchObject({ outcome: "sent" });
  });
});

describe("[P5] the Twilio account of a project", () => {
  test("[P5] is stored encrypted: the token stands in no row, log or job", async () => {
    const actor = await withTwilio();
    const written = await db().execute(sql`
      select to_jsonb(c) from message_channels c where project_id = ${actor.project.id} union all
      select to_jsonb(a) from audit_entries a where org_id = ${actor.org.id} union all
      select to_jsonb(j) from graphile_worker._private_jobs j`);
    expect(JSON.stringify(written)).not.toContain(token);
    const [row] = await db().execute(
      sql`select facts, added_by from message_channels where project_id = ${actor.project.id}`,
    );
    expect(row).toEqual({
      facts: { accountSid: account, sender: "+15550100199", lastFour: "cdef" },
      added_by: actor.user.id,
    });
  });

  test("[Q1] another project's row moved here is not readable", async () => {
    const [one, two] = [await withTwilio(), await projectOf(await makeOrg())];
    await db().execute(
      sql`update message_channels set project_id = ${two.project.id} where project_id = ${one.project.id}`,
    );
    await expect(text(two)).rejects.toThrow();
  });

  test.each([
    ["accountSid", "AC12", /AC followed by 32/],
    ["accountSid", `SK${"1a".repeat(16)}`, /API key/],
    ["authTokenSecret", "secret", /32 digits/],
    ["sender", "+1", /phone number/],
    ["sender", "Atrium Analytics", /at most 11/],
    ["sender", "12", /at least one letter/],
    ["sender", `MG${"z".repeat(32)}`, /messaging service/],
  ])("[Q1] %s “%s” is refused at its field", async (field, value, message) => {
    const actor = await projectOf(await makeOrg());
    const saved = saveTwilio(actor, { ...entered, [field]: value });
    await expect(saved).rejects.toMatchObject({
      code: "credential_invalid",
      field,
      message: expect.stringMatching(message),
    });
  });

  test("[L1] saving, replacing and removing are audited without the token; sent twice it is saved once", async () => {
    const actor = await withTwilio();
    await saveTwilio(actor, entered);
    const other = "a".repeat(32);
    await saveTwilio(actor, { ...entered, authTokenSecret: other, shown: await shownOf(actor) });
    await removeChannel(actor, { kind: "twilio", shown: await shownOf(actor) });
    await removeChannel(actor, { kind: "twilio", shown: "" });
    const rows = await db().execute(
      sql`select action, object_id, before ->> 'lastFour' as before, after ->> 'lastFour' as after
        from audit_entries where org_id = ${actor.org.id} order by seq`,
    );
    expect(rows.map((row) => ({ ...row }))).toEqual([
      { action: "message_channel.saved", object_id: "twilio", before: null, after: "cdef" },
      { action: "message_channel.saved", object_id: "twilio", before: "cdef", after: "aaaa" },
      { action: "message_channel.removed", object_id: "twilio", before: "aaaa", after: null },
    ]);
    expect(await text(actor)).toMatchObject({ outcome: "no_channel" });
  });

  test("[Q1] who saw an older one is told, and changes nothing", async () => {
    const actor = await withTwilio();
    const late = { ...entered, sender: "Late", shown: "2020-01-01T00:00:00.000Z" };
    expect(await refusal(saveTwilio(actor, late))).toBe("changed_meanwhile");
    expect(await refusal(removeChannel(actor, { kind: "twilio", shown: late.shown }))).toBe("changed_meanwhile");
    expect(await text(actor)).toMatchObject({ outcome: "sent" });
  });

  test("[Q1] of two who add one at once the second is told", async () => {
    const owner = await makeOrg();
    const actor = await projectOf(owner);
    const second = await onProject(await addMember(owner, "owner"), actor.project.id);
    const outcomes = await race(
      [() => saveTwilio(actor, entered), () => saveTwilio(second, { ...entered, sender: "Atrium" })],
      { holding: `select 1 from orgs where id = ${owner.org.id} for update` },
    );
    expect((await refusals(outcomes)).sort()).toEqual(["changed_meanwhile", "done"]);
  });

  test("[A6] [R6] [R4] after confirming, by those who may edit settings, in their own org", async () => {
    const owner = await makeOrg();
    const actor = await projectOf(owner);
    expect(await refusal(saveTwilio(unconfirmed(actor), entered))).toBe("ConfirmationNeeded");
    for (const role of ["analyst", "consumer"] as const) {
      const member = await addMember(owner, "member");
      await giveGrant(member, actor.project.id, role);
      const one = await onProject(member, actor.project.id);
      expect(await refusal(saveTwilio(one, entered))).toBe("Forbidden");
      expect(await refusal(removeChannel(one, { kind: "twilio", shown: "" }))).toBe("Forbidden");
    }
    const elsewhere = await makeOrg();
    const foreign = { ...actor, ...elsewhere, project: actor.project };
    expect(await refusal(saveTwilio(foreign, entered))).toBe("NotFound");
    const admin = await addMember(owner, "member");
    await giveGrant(admin, actor.project.id, "admin");
    expect(await refusal(saveTwilio(await onProject(admin, actor.project.id), entered))).toBe("done");
  });
});
