import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { rawSql } from "@/db/client";
import { type EventProject, makeEventProject } from "@/lib/testing/event-project";
import { decide } from "./decide";

let project: EventProject;

beforeEach(async () => {
  project = await makeEventProject();
});

const rest = '{"notifications":[],"surveys":[],"variants":[],"integrations":[],"automatic_events":';
const [yes, no] = [`${rest}true}`, `${rest}false}`];

async function ask(search: string, sent: { method?: string; origin?: string; form?: string } = {}) {
  const headers: Record<string, string | undefined> = { origin: sent.origin };
  async function* body() {
    yield Buffer.from(sent.form ?? "");
  }
  const method = sent.method ?? "GET";
  return decide({ method, search, header: (name) => headers[name], body: body() });
}

const asked = async (token: string) => (await ask(`?version=1&lib=swift&token=${token}&distinct_id=ada`)).body;

test("[P6] tells what the project's toggle says, from the next question on", async () => {
  expect(await asked(project.token)).toBe(yes);
  await rawSql()`update projects set autotrack = false where id = ${project.projectId}`;
  expect(await asked(project.token)).toBe(no);
});

test("[P6] says no for a token that nobody has, and for deleted projects and organizations", async () => {
  expect([await asked("f".repeat(32)), await asked("nonsense"), await asked("")]).toEqual([no, no, no]);
  await rawSql()`update orgs set deleted_at = now() where id = ${project.orgId}`;
  expect(await asked(project.token)).toBe(no);
  await rawSql()`update orgs set deleted_at = null where id = ${project.orgId}`;
  await rawSql()`update projects set deleted_at = now() where id = ${project.projectId}`;
  expect(await asked(project.token)).toBe(no);
});

test("[P6] [P3] a rotated token is answered for as long as it works", async () => {
  const old = "0123456789abcdef".repeat(2);
  await rawSql()`insert into previous_keys (id, project_id, kind, value, rotated_at, works_until)
    values ('key_old', ${project.projectId}, 'token', ${old}, now(), now() + interval '1 hour')`;
  expect(await asked(old)).toBe(yes);
  await rawSql()`update previous_keys set works_until = now() - interval '1 second' where id = 'key_old'`;
  expect(await asked(old)).toBe(no);
});

test("[E1] answers browsers of other sites, forms, scripts and preflights", async () => {
  const origin = "https://shop.example";
  const given = await ask(`?token=${project.token}`, { origin });
  expect(given).toMatchObject({
    status: 200,
    headers: {
      "content-type": "application/json",
      "access-control-allow-origin": origin,
      "access-control-allow-credentials": "true",
      "x-content-type-options": "nosniff",
    },
  });
  expect((await ask("", { method: "POST", form: `token=${project.token}` })).body).toBe(yes);
  const script = await ask(`?token=${project.token}&callback=mp.heard`);
  expect([script.body, script.headers["content-type"]]).toEqual([`mp.heard(${yes})`, "text/javascript; charset=utf-8"]);
  expect(await ask("", { method: "OPTIONS", origin })).toMatchObject({ status: 204 });
  expect(await ask("", { method: "PUT" })).toMatchObject({ status: 405 });
});

test("[SEC-K] a callback that is no name of a function is refused and not repeated", async () => {
  for (const callback of ["alert(1)//", "a.b;c", "</script>", "a".repeat(200)]) {
    const { status, body } = await ask(`?callback=${encodeURIComponent(callback)}`);
    expect(status).toBe(400);
    expect(String(body)).not.toContain(callback);
  }
});

test("[E1] any query is answered, never with a fault of ours", async () => {
  const part = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom("token", "callback", "%", "=", "&", project.token),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(part, { maxLength: 12 }), async (parts) => {
      const { status } = await ask(`?${parts.join("")}`);
      expect(status).toBeLessThan(500);
    }),
    { numRuns: 200 },
  );
});
