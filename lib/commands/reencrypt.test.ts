import { getTableColumns, getTableName, is, sql } from "drizzle-orm";
import { PgCustomColumn, PgTable } from "drizzle-orm/pg-core";
import { afterEach, describe, expect, test, vi } from "vitest";
import { db } from "@/db/client";
import * as schema from "@/db/schema";
import { encrypt } from "@/lib/crypto";
import { newId } from "@/lib/ids";
import { placeOfSecret } from "@/lib/secret-places";
import { makeConnection } from "@/lib/testing/connections";
import { makeOrg, makeProject, makeUser } from "@/lib/testing/factories";
import { holdLock } from "@/lib/testing/two-connections";
import { secretColumnNames } from "./reencrypt";

const old = process.env.ENCRYPTION_KEYS ?? "";
const fresh = `k2:${Buffer.alloc(32, 9).toString("base64")}`;

afterEach(async () => {
  process.env.ENCRYPTION_KEYS = old;
  vi.resetModules();
  await db().execute(sql`delete from projects`);
});

/** The command and `lib/crypto.ts` as they are in a process started with these keys. */
async function startedWith(keys: string) {
  process.env.ENCRYPTION_KEYS = keys;
  vi.resetModules();
  return { ...(await import("./reencrypt")), ...(await import("@/lib/crypto")) };
}

/** Projects with an API secret that is encrypted with the first key. */
async function makeProjects(count: number): Promise<number[]> {
  const owner = await makeOrg();
  const ids: number[] = [];
  for (let n = 0; n < count; n += 1) {
    const id = await makeProject(owner);
    await setSecret(id, encrypt(`secret ${id}`, placeOfSecret("projects.api_secret", id)));
    ids.push(id);
  }
  return ids.sort((a, b) => a - b);
}

async function setSecret(id: number, value: string): Promise<void> {
  await db().execute(sql`update projects set api_secret = ${value} where id = ${id}`);
}

async function secretOf(id: number): Promise<string> {
  const [row] = await db().execute<{ value: string }>(sql`select api_secret as value from projects where id = ${id}`);
  return row?.value ?? "";
}

test("[P5] every encrypted column of the schema is in the list, by the key of its table", () => {
  const found = Object.values(schema).flatMap((table: unknown) => {
    if (!is(table, PgTable)) return [];
    const columns = Object.values(getTableColumns(table));
    return columns
      .filter((column) => is(column, PgCustomColumn) && column.getSQLType() === "text")
      .map((column) => `${getTableName(table)}.${column.name}`);
  });
  expect(secretColumnNames().sort()).toEqual(found.sort());
  expect(found.length).toBeGreaterThan(1);
});

describe("[P5] encrypting with a new key", () => {
  test("[P5] writes what has the old one, in every column, and leaves it readable without the old one", async () => {
    const [one = 0, two = 0] = await makeProjects(3);
    const place = placeOfSecret("message_channels.credential", one, "twilio");
    await db().execute(sql`
      insert into message_channels (project_id, kind, facts, credential, added_at)
      values (${one}, 'twilio', '{}', ${encrypt("twilio token", place)}, now())`);
    const { user } = await makeUser();
    const factor = newId("secondFactor");
    const ofFactor = placeOfSecret("second_factors.secret", factor);
    await db().execute(sql`
      insert into second_factors (id, user_id, kind, secret, created_at)
      values (${factor}, ${user.id}, 'totp', ${encrypt("app", ofFactor)}, now()),
        (${newId("secondFactor")}, ${user.id}, 'text', null, now())`);
    const connection = await makeConnection(await makeOrg());
    const ofConnection = placeOfSecret("connections.client_secret", connection);
    await db().execute(sql`
      update connections set client_secret = ${encrypt("client secret", ofConnection)},
        signing_key = ${encrypt("key", placeOfSecret("connections.signing_key", connection))} where id = ${connection}`);
    const { reencryptAll, reportOf } = await startedWith(`${fresh},${old}`);
    const done = await reencryptAll({ batchSize: 2 });
    expect(done).toEqual([
      { column: "projects.api_secret", written: 3, current: 0, unreadable: [], left: 0 },
      { column: "message_channels.credential", written: 1, current: 0, unreadable: [], left: 0 },
      { column: "second_factors.secret", written: 1, current: 0, unreadable: [], left: 0 },
      { column: "connections.signing_key", written: 1, current: 0, unreadable: [], left: 0 },
      { column: "connections.client_secret", written: 1, current: 0, unreadable: [], left: 0 },
    ]);
    expect(reportOf(done, ["k2", "k1"])).toMatchObject({ whole: true });
    expect(reportOf(done, ["k2", "k1"]).lines.at(-1)).toContain("Nothing needs k1 any more");
    const { decrypt } = await startedWith(fresh);
    expect(decrypt(await secretOf(two), placeOfSecret("projects.api_secret", two))).toBe(`secret ${two}`);
    const [row] = await db().execute<{ credential: string }>(sql`select credential from message_channels`);
    expect(decrypt(row?.credential ?? "", place)).toBe("twilio token");
    const [kept] = await db().execute<{ secret: string }>(sql`select secret from second_factors where id = ${factor}`);
    expect(decrypt(kept?.secret ?? "", ofFactor)).toBe("app");
    const [held] = await db().execute<{ secret: string }>(sql`select client_secret as secret from connections`);
    expect(decrypt(held?.secret ?? "", ofConnection)).toBe("client secret");
  });

  test("[P5] a second run writes nothing, and with one key there is nothing to do", async () => {
    await makeProjects(2);
    const alone = await (await startedWith(old)).reencryptAll();
    expect(alone[0]).toMatchObject({ written: 0, current: 2 });
    const { reencryptAll } = await startedWith(`${fresh},${old}`);
    await reencryptAll();
    expect((await reencryptAll())[0]).toMatchObject({ written: 0, current: 2, unreadable: [], left: 0 });
  });

  test("[P5] interrupted, what was written stays, and the next run does the rest", async () => {
    const ids = await makeProjects(5);
    const { reencryptAll } = await startedWith(`${fresh},${old}`);
    const stop = () => {
      throw new Error("interrupted");
    };
    await expect(reencryptAll({ batchSize: 2, tell: stop })).rejects.toThrow("interrupted");
    const newKeys = await Promise.all(ids.map(async (id) => (await secretOf(id)).startsWith("v1.k2.")));
    expect(newKeys).toEqual([true, true, false, false, false]);
    expect((await reencryptAll({ batchSize: 2 }))[0]).toMatchObject({ written: 3, current: 2, left: 0 });
  });

  test("[P5] names what cannot be read by its place, touches none of it, and does the others", async () => {
    const [one = 0, two = 0, three = 0, erased = 0] = await makeProjects(4);
    const lost = await startedWith(`k9:${Buffer.alloc(32, 1).toString("base64")}`);
    const unknown = lost.encrypt("gone", placeOfSecret("projects.api_secret", one));
    await setSecret(one, unknown);
    const moved = encrypt("moved", placeOfSecret("projects.api_secret", three));
    await setSecret(two, moved);
    await setSecret(erased, `erased ${erased}`);
    const { reencryptAll, reportOf } = await startedWith(`${fresh},${old}`);
    const done = await reencryptAll();
    expect(done[0]).toMatchObject({ written: 1, left: 0 });
    expect(done[0]?.unreadable).toEqual([`projects.api_secret.${one}`, `projects.api_secret.${two}`]);
    expect([await secretOf(one), await secretOf(two), await secretOf(erased)]).toEqual([
      unknown,
      moved,
      `erased ${erased}`,
    ]);
    const { lines, whole } = reportOf(done, ["k2", "k1"]);
    expect(whole).toBe(false);
    expect(lines.join("\n")).toContain(`projects.api_secret.${one} cannot be read`);
    expect(lines.join("\n")).not.toMatch(/Nothing needs|v1\.|gone|moved/);
  });

  test("[Q1] a secret that is rotated meanwhile stays the rotated one", async () => {
    const [one = 0, two = 0] = await makeProjects(2);
    const { reencryptAll } = await startedWith(`${fresh},${old}`);
    const meanwhile = encrypt("rotated", placeOfSecret("projects.api_secret", two));
    let first = true;
    const done = await reencryptAll({
      batchSize: 1,
      tell: () => {
        if (first) void setSecret(two, meanwhile);
        first = false;
      },
    });
    const { decrypt } = await startedWith(`${fresh},${old}`);
    expect(done[0]).toMatchObject({ left: 0, unreadable: [] });
    expect(decrypt(await secretOf(one), placeOfSecret("projects.api_secret", one))).toBe(`secret ${one}`);
    expect(decrypt(await secretOf(two), placeOfSecret("projects.api_secret", two))).toBe("rotated");
  });

  test("[Q1] a row that somebody holds is not waited for, and counted as left", async () => {
    const [one = 0] = await makeProjects(2);
    const { reencryptAll, reportOf } = await startedWith(`${fresh},${old}`);
    const held = await holdLock(`select 1 from projects where id = ${one} for update`);
    const done = await reencryptAll();
    await held.release();
    expect(done[0]).toMatchObject({ written: 1, left: 1 });
    expect(reportOf(done, ["k2", "k1"])).toMatchObject({ whole: false });
    expect((await reencryptAll())[0]).toMatchObject({ written: 1, current: 1, left: 0 });
  });
});
