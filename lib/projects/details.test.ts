import { eq, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { projects } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import { addMember, auditedIn, giveGrant, makeOrg, makeProject, onProject } from "@/lib/testing/factories";
import { refusal, refusals } from "@/lib/testing/refusal";
import { race } from "@/lib/testing/two-connections";
import { changeProjectTimezone, renameProject } from "./details";

async function stored(id: number) {
  const [row] = await db()
    .select({ name: projects.name, timezone: projects.timezone })
    .from(projects)
    .where(eq(projects.id, id));
  return row;
}

async function entryOf(owner: OrgActor) {
  const rows = await db().execute(
    sql`select action, project_id, before, after from audit_entries where org_id = ${owner.org.id} order by seq desc limit 1`,
  );
  return rows[0];
}

describe("[P1] renaming a project", () => {
  test("[P1] changes the name, says so in the log, and does nothing twice", async () => {
    const owner = await makeOrg();
    const id = await makeProject(owner, { name: "Web" });
    const actor = await onProject(owner, id);
    await renameProject(actor, { name: "Web app", was: "Web" });
    expect(await stored(id)).toEqual({ name: "Web app", timezone: "UTC" });
    expect(await entryOf(owner)).toMatchObject({
      action: "project.renamed",
      project_id: id,
      before: { name: "Web" },
      after: { name: "Web app" },
    });
    await renameProject(actor, { name: "Web app", was: "Web" });
    expect(await auditedIn(owner.org.id)).toEqual(["project.renamed"]);
  });

  test("[Q1] a name that another project of the org has is refused at its field, its own in other capitals is not", async () => {
    const owner = await makeOrg();
    const id = await makeProject(owner, { name: "Web" });
    await makeProject(owner, { name: "iOS" });
    await makeProject(await makeOrg(), { name: "Elsewhere" });
    const actor = await onProject(owner, id);
    const taken = renameProject(actor, { name: "ios", was: "Web" });
    await expect(taken).rejects.toMatchObject({ code: "name_taken", field: "name" });
    await renameProject(actor, { name: "WEB", was: "Web" });
    await renameProject(actor, { name: "Elsewhere", was: "WEB" });
    expect((await stored(id))?.name).toBe("Elsewhere");
  });

  test("[Q1] of two people at once one wins, the other is told what it is called now", async () => {
    const owner = await makeOrg();
    const admin = await addMember(owner, "admin");
    const id = await makeProject(owner, { name: "Web" });
    const actors = [await onProject(owner, id), await onProject(admin, id)];
    const outcomes = await race(
      actors.map((actor, n) => () => renameProject(actor, { name: `Name ${n}`, was: "Web" })),
      { holding: `select 1 from orgs where id = ${owner.org.id} for update` },
    );
    expect((await refusals(outcomes)).sort()).toEqual(["changed_meanwhile", "done"]);
    expect(await auditedIn(owner.org.id)).toEqual(["project.renamed"]);
  });

  test("[Q1] two projects do not get one name at once", async () => {
    const owner = await makeOrg();
    const ids = [await makeProject(owner, { name: "One" }), await makeProject(owner, { name: "Two" })];
    const [one, two] = await Promise.all(ids.map((id) => onProject(owner, id)));
    if (!one || !two) throw new Error("no actors");
    const outcomes = await race([
      () => renameProject(one, { name: "Same", was: "One" }),
      () => renameProject(two, { name: "same", was: "Two" }),
    ]);
    expect((await refusals(outcomes)).sort()).toEqual(["done", "name_taken"]);
  });
});

describe("[P1] changing the timezone", () => {
  test("[P1] is audited, and a page that showed another one is told", async () => {
    const owner = await makeOrg();
    const id = await makeProject(owner);
    const actor = await onProject(owner, id);
    await changeProjectTimezone(actor, { timezone: "Europe/Berlin", was: "UTC" });
    expect(await entryOf(owner)).toMatchObject({
      action: "project.timezone_changed",
      before: { timezone: "UTC" },
      after: { timezone: "Europe/Berlin" },
    });
    const stale = changeProjectTimezone(actor, { timezone: "Asia/Tokyo", was: "UTC" });
    await expect(stale).rejects.toMatchObject({ code: "changed_meanwhile", field: "timezone" });
    expect((await stored(id))?.timezone).toBe("Europe/Berlin");
  });
});

test.each(["analyst", "consumer"] as const)(
  "[R6] [P1] a project's %s changes neither name nor timezone",
  async (role) => {
    const owner = await makeOrg();
    const member = await addMember(owner, "member");
    const id = await makeProject(owner, { name: "Web" });
    await giveGrant(member, id, role);
    const actor = await onProject(member, id);
    expect(await refusal(renameProject(actor, { name: "Mine", was: "Web" }))).toBe("Forbidden");
    expect(await refusal(changeProjectTimezone(actor, { timezone: "Asia/Tokyo", was: "UTC" }))).toBe("Forbidden");
  },
);

test("[R4] [P1] a project of another org is not found", async () => {
  const [owner, other] = [await makeOrg(), await makeOrg()];
  const id = await makeProject(other, { name: "Theirs" });
  const actor = { ...(await onProject(other, id)), ...owner, project: { id, name: "Theirs", timezone: "UTC" } };
  expect(await refusal(renameProject(actor, { name: "Mine", was: "Theirs" }))).toBe("NotFound");
  expect((await stored(id))?.name).toBe("Theirs");
});
