import { eq, sql } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { getProjectKeys } from "@/db/queries/access-keys";
import { previousKeys, projects } from "@/db/schema";
import { projectOfKey } from "@/lib/auth/access-key";
import type { OrgActor, ProjectActor } from "@/lib/authz/actor";
import { now } from "@/lib/clock";
import { newSecret } from "@/lib/ids";
import { handlers } from "@/lib/jobs/tasks";
import { movableClock } from "@/lib/testing/clock";
import { addMember, auditedIn, giveGrant, makeOrg, onProject, unconfirmed, waitingJobs } from "@/lib/testing/factories";
import { refusal, refusals } from "@/lib/testing/refusal";
import { race } from "@/lib/testing/two-connections";
import { until } from "@/lib/testing/until";
import { type KeyKind, keyKinds, type Overlap } from "./key-words";
import { endPreviousKey, rotateKey } from "./keys";
import { createProject, revealApiSecret } from "./projects";

const clock = movableClock();
afterEach(() => clock.reset());

const start = new Date("2026-11-10T12:00:00Z");
const later = (minutes: number) => new Date(start.getTime() + minutes * 60_000);

async function projectOf(owner: OrgActor): Promise<ProjectActor> {
  const { projectId } = await createProject(owner, { name: newSecret(9), timezone: "UTC", requestKey: newSecret() });
  return onProject(owner, projectId);
}

async function keysOf(actor: ProjectActor, at = now()) {
  const keys = await getProjectKeys(actor, at);
  if (!keys) throw new Error("no project");
  return keys;
}

async function rotate(actor: ProjectActor, kind: KeyKind, overlap: Overlap, at = start): Promise<string> {
  clock.set(at);
  const { stamps } = await keysOf(actor);
  return (await rotateKey(actor, { kind, overlap, shownKey: stamps[kind] })).key;
}

function opensWith(kind: "api_key" | "api_secret", value: string, at: Date): Promise<number | undefined> {
  return projectOfKey(kind, value, at).then((project) => project?.id);
}

describe("[P3] rotating a key", () => {
  test("[P3] an API Key: the new one works at once, the old one until the chosen moment and not one longer", async () => {
    const actor = await projectOf(await makeOrg());
    const old = (await keysOf(actor)).apiKey;
    const fresh = await rotate(actor, "api_key", "24h");
    expect(fresh).toMatch(/^[0-9a-f]{32}$/);
    expect((await keysOf(actor)).apiKey).toBe(fresh);
    const { id } = actor.project;
    expect(await opensWith("api_key", fresh, start)).toBe(id);
    expect(await opensWith("api_key", old, later(24 * 60 - 1))).toBe(id);
    expect(await opensWith("api_key", old, later(24 * 60))).toBeUndefined();
    expect(await opensWith("api_secret", fresh, start)).toBeUndefined();
  });

  test("[P3] [P5] an API Secret: the old one is kept as a hash only, and neither stands in the log or a job", async () => {
    const owner = await makeOrg();
    const actor = await projectOf(owner);
    const old = await revealApiSecret(actor);
    const fresh = await rotate(actor, "api_secret", "1h");
    expect(await revealApiSecret(actor)).toBe(fresh);
    expect(await opensWith("api_secret", old, later(59))).toBe(actor.project.id);
    expect(await opensWith("api_secret", old, later(60))).toBeUndefined();
    expect(await opensWith("api_secret", fresh, later(60))).toBe(actor.project.id);
    const written = await db().execute(sql`
      select to_jsonb(p) from projects p where id = ${actor.project.id} union all
      select to_jsonb(k) from previous_keys k where project_id = ${actor.project.id} union all
      select to_jsonb(a) from audit_entries a where org_id = ${owner.org.id} union all
      select to_jsonb(j) from graphile_worker._private_jobs j`);
    for (const secret of [old, fresh]) expect(JSON.stringify(written)).not.toContain(secret);
    expect((await keysOf(actor)).previous).toMatchObject([{ kind: "api_secret", lastFour: null }]);
  });

  test("[P3] without an overlap the old one is unknown at once, and still listed as what it was", async () => {
    const actor = await projectOf(await makeOrg());
    const old = (await keysOf(actor)).token;
    await rotate(actor, "token", "now");
    const { previous } = await keysOf(actor);
    expect(previous).toMatchObject([
      { kind: "token", lastFour: old.slice(-4), rotatedBy: actor.user.name, worksUntil: start, lastUsedAt: null },
    ]);
    expect((await keysOf(actor, later(8 * 24 * 60))).previous).toEqual([]);
  });

  test("[L1] [Q5] is audited with the kind and the end, and leaves a mail to the owners", async () => {
    const owner = await makeOrg();
    const actor = await projectOf(owner);
    await rotate(actor, "token", "7d");
    const [entry] = await db().execute(
      sql`select after from audit_entries where org_id = ${owner.org.id} and action = 'project.key_rotated'`,
    );
    expect(entry).toEqual({ after: { key: "token", worksUntil: "2026-11-17T12:00:00.000Z" } });
    expect(await waitingJobs("send_key_rotated", String(actor.project.id))).toEqual([
      {
        projectId: actor.project.id,
        kind: "token",
        by: owner.user.id,
        at: "2026-11-10T12:00:00.000Z",
        worksUntil: "2026-11-17T12:00:00.000Z",
      },
    ]);
  });

  test("[A6] needs a confirmation, and changes nothing without", async () => {
    const actor = await projectOf(await makeOrg());
    const { token, stamps } = await keysOf(actor);
    const asked = { kind: "token", overlap: "now", shownKey: stamps.token } as const;
    expect(await refusal(rotateKey(unconfirmed(actor), asked))).toBe("ConfirmationNeeded");
    expect((await keysOf(actor)).token).toBe(token);
  });

  test.each(["admin", "analyst", "consumer"] as const)("[R6] not by a project's %s", async (role) => {
    const owner = await makeOrg();
    const actor = await projectOf(owner);
    const member = await addMember(owner, "member");
    await giveGrant(member, actor.project.id, role);
    const other = await onProject(member, actor.project.id);
    const { stamps } = await keysOf(actor);
    for (const kind of keyKinds) {
      const asked = { kind, overlap: "1h", shownKey: stamps[kind] } as const;
      expect(await refusal(rotateKey(other, asked))).toBe("Forbidden");
    }
  });

  test("[R4] not from another org", async () => {
    const [actor, elsewhere] = [await projectOf(await makeOrg()), await makeOrg()];
    const { stamps } = await keysOf(actor);
    const asked = { kind: "token", overlap: "now", shownKey: stamps.token } as const;
    expect(await refusal(rotateKey({ ...actor, ...elsewhere, project: actor.project }, asked))).toBe("NotFound");
  });

  test("[Q1] of two owners at once one wins, the other is told", async () => {
    const owner = await makeOrg();
    const actor = await projectOf(owner);
    const second = await onProject(await addMember(owner, "owner"), actor.project.id);
    const { stamps } = await keysOf(actor);
    const outcomes = await race(
      [actor, second].map((one) => () => rotateKey(one, { kind: "api_key", overlap: "1h", shownKey: stamps.api_key })),
      { holding: `select 1 from orgs where id = ${owner.org.id} for update` },
    );
    expect((await refusals(outcomes)).sort()).toEqual(["changed_meanwhile", "done"]);
    expect((await keysOf(actor)).previous).toHaveLength(1);
  });

  test("[Q1] a double click rotates once and shows the same key; the form of yesterday is told", async () => {
    const actor = await projectOf(await makeOrg());
    clock.set(start);
    const shownKey = (await keysOf(actor)).stamps.api_secret;
    const asked = { kind: "api_secret", overlap: "24h", shownKey } as const;
    const { key } = await rotateKey(actor, asked);
    expect(await rotateKey(actor, asked)).toEqual({ key });
    expect((await keysOf(actor)).previous).toHaveLength(1);
    clock.set(later(2));
    expect(await refusal(rotateKey(actor, asked))).toBe("changed_meanwhile");
  });

  test("[P3] each earlier key keeps its own end; a sixth that works on is refused at the field, without overlap it goes", async () => {
    const actor = await projectOf(await makeOrg());
    const first = (await keysOf(actor)).apiKey;
    await rotate(actor, "api_key", "7d");
    for (const [minute, overlap] of (["1h", "24h", "24h", "1h"] as const).entries())
      await rotate(actor, "api_key", overlap, later(minute + 1));
    const { previous } = await keysOf(actor);
    expect(previous.map((key) => (key.worksUntil.getTime() - key.rotatedAt.getTime()) / 3_600_000)).toEqual([
      168, 24, 24, 1, 1,
    ]);
    const sixth = rotate(actor, "api_key", "1h", later(10));
    await expect(sixth).rejects.toMatchObject({ code: "limit_reached", field: "overlap" });
    await rotate(actor, "api_key", "now", later(11));
    await rotate(actor, "token", "7d", later(12));
    expect(await opensWith("api_key", first, later(13))).toBe(actor.project.id);
    await rotate(actor, "api_key", "1h", later(62));
  });

  test("[P3] a key that was given out once is given out to nobody again", async () => {
    const [one, two] = [await projectOf(await makeOrg()), await projectOf(await makeOrg())];
    const old = (await keysOf(one)).token;
    await rotate(one, "token", "now");
    const again = db().insert(previousKeys).values({
      id: "key_again",
      projectId: two.project.id,
      kind: "token",
      value: old,
      rotatedAt: start,
      worksUntil: start,
    });
    await expect(again).rejects.toThrow();
  });
});

describe("[P3] the use of an earlier key", () => {
  test("[P3] is noted to the minute; of the present one there is nothing to note", async () => {
    const actor = await projectOf(await makeOrg());
    const old = (await keysOf(actor)).apiKey;
    const fresh = await rotate(actor, "api_key", "24h");
    const used = async () => (await keysOf(actor)).previous[0]?.lastUsedAt?.toISOString();
    await projectOfKey("api_key", fresh, later(1));
    await projectOfKey("api_key", old, later(2));
    await until(async () => (await used()) === later(2).toISOString());
    await projectOfKey("api_key", old, later(2.5));
    expect(await used()).toBe(later(2).toISOString());
    await projectOfKey("api_key", old, later(3));
    await until(async () => (await used()) === later(3).toISOString());
    expect((await keysOf(actor)).previous).toHaveLength(1);
  });

  test("[P2] a deleted project, and one of a deleted org, are opened by no key", async () => {
    const owner = await makeOrg();
    const actor = await projectOf(owner);
    const old = (await keysOf(actor)).apiKey;
    const fresh = await rotate(actor, "api_key", "24h");
    await db().update(projects).set({ deletedAt: start }).where(eq(projects.id, actor.project.id));
    expect([await opensWith("api_key", old, start), await opensWith("api_key", fresh, start)]).toEqual([
      undefined,
      undefined,
    ]);
    await db().update(projects).set({ deletedAt: null }).where(eq(projects.id, actor.project.id));
    await db().execute(
      sql`update orgs set deleted_at = now(), deleted_by = ${owner.user.id} where id = ${owner.org.id}`,
    );
    expect(await opensWith("api_key", old, start)).toBeUndefined();
  });
});

describe("[P3] ending an overlap", () => {
  test("[P3] the earlier key is unknown at once; audited once, also when pressed twice", async () => {
    const owner = await makeOrg();
    const actor = await projectOf(owner);
    const old = (await keysOf(actor)).apiKey;
    await rotate(actor, "api_key", "7d");
    const [key] = (await keysOf(actor)).previous;
    clock.set(later(5));
    const asked = { previousKeyId: key?.id ?? "" };
    expect(await endPreviousKey(actor, asked)).toEqual({ kind: "api_key" });
    expect(await opensWith("api_key", old, later(5))).toBeUndefined();
    await endPreviousKey(actor, asked);
    expect(await auditedIn(owner.org.id)).toEqual([
      "project.created",
      "project.key_rotated",
      "project.previous_key_ended",
    ]);
  });

  test("[A6] [R6] [R4] after confirming, by owners of this project only", async () => {
    const owner = await makeOrg();
    const [actor, sibling] = [await projectOf(owner), await projectOf(owner)];
    await rotate(actor, "token", "7d");
    const asked = { previousKeyId: (await keysOf(actor)).previous[0]?.id ?? "" };
    expect(await refusal(endPreviousKey(unconfirmed(actor), asked))).toBe("ConfirmationNeeded");
    const admin = await onProject(await addMember(owner, "admin"), actor.project.id);
    expect(await refusal(endPreviousKey(admin, asked))).toBe("Forbidden");
    expect(await refusal(endPreviousKey(sibling, asked))).toBe("NotFound");
    expect((await keysOf(actor)).previous[0]?.worksUntil).toEqual(later(7 * 24 * 60));
  });
});

test("[Q5] the mail tells the owners who rotated what and until when the old one works, and holds no key", async () => {
  const owner = await makeOrg();
  const actor = await projectOf(owner);
  const member = await addMember(owner, "member");
  await giveGrant(member, actor.project.id, "owner");
  await addMember(owner, "admin");
  const fresh = await rotate(actor, "api_secret", "24h");
  const [job] = await waitingJobs("send_key_rotated", String(actor.project.id));
  await handlers.send_key_rotated(job as Parameters<typeof handlers.send_key_rotated>[0], { id: "1" });
  const mails = await db().execute<{ recipient: string; subject: string; text: string }>(
    sql`select recipient, subject, text from outbox_messages where text like ${`%${actor.project.id}/settings%`} order by recipient`,
  );
  expect(mails.map(({ recipient }) => recipient)).toEqual([owner.user.email, member.user.email].sort());
  expect(mails[0]?.subject).toMatch(/^The API Secret of .* was rotated$/);
  expect(mails[0]?.text).toContain("until November 11, 2026, 12:00 UTC");
  expect(mails[0]?.text).not.toContain(fresh);
});
