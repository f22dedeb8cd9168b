import { eq, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { getReport, type ReportSort, searchReports } from "@/db/queries/reports";
import { reports } from "@/db/schema";
import type { OrgActor, ProjectActor } from "@/lib/authz/actor";
import { newId, newSecret } from "@/lib/ids";
import type { ListPlace } from "@/lib/pagination";
import { addMember, auditedIn, giveGrant, makeOrg, makeProject, onProject } from "@/lib/testing/factories";
import { refusal, refusals } from "@/lib/testing/refusal";
import { race } from "@/lib/testing/two-connections";
import type { ReportQuery } from "./query";
import { createReport, deleteReport, duplicateReport, editReport, mostReports, renameReport } from "./reports";
import { createReportSchema } from "./schemas";

const query: ReportQuery = {
  events: ["Signed up"],
  filter: null,
  measure: "total",
  unit: "day",
  range: { kind: "last", count: 30, unit: "day" },
  chart: "line",
};
const weekly: ReportQuery = { ...query, unit: "week" };
const key = () => newSecret(18);

async function reader(owner: OrgActor, projectId: number, role: "consumer" | "analyst"): Promise<ProjectActor> {
  const member = await addMember(owner, "member");
  await giveGrant(member, projectId, role);
  return onProject(member, projectId);
}

async function someProject() {
  const owner = await makeOrg({ plan: "enterprise" });
  const actor = await onProject(owner, await makeProject(owner));
  return { owner, actor, projectId: actor.project.id };
}

async function saved(actor: ProjectActor, name = "Sign-ups"): Promise<string> {
  return (await createReport(actor, { name, query, requestKey: key() })).reportId;
}

async function lastEntry(owner: OrgActor) {
  const rows = await db().execute(
    sql`select action, project_id, before, after from audit_entries where org_id = ${owner.org.id} order by seq desc limit 1`,
  );
  return rows[0];
}

describe("[P7] saved reports", () => {
  test("[P7] one is saved with its query, and the log says what it counts", async () => {
    const { owner, projectId } = await someProject();
    const analyst = await reader(owner, projectId, "analyst");
    const reportId = await saved(analyst);
    expect(await getReport(analyst, reportId)).toMatchObject({ name: "Sign-ups", query, version: 1, alerts: 0 });
    expect(await lastEntry(owner)).toMatchObject({
      action: "report.created",
      project_id: projectId,
      after: { name: "Sign-ups", counts: "Signed up, per day, last 30 days" },
    });
  });

  test("[Q1] a double click makes one report, also at the same moment", async () => {
    const { owner, actor } = await someProject();
    const input = { name: "Once", query, requestKey: key() };
    const both = await race([() => createReport(actor, input), () => createReport(actor, input)], {
      holding: `select 1 from orgs where id = ${owner.org.id} for update`,
    });
    const ids = both.map((one) => (one.status === "fulfilled" ? one.value.reportId : ""));
    expect(ids[0]).toBe(ids[1]);
    expect(await db().$count(reports, eq(reports.projectId, actor.project.id))).toBe(1);
  });

  test("[R6] who may only view saves, edits, renames, copies and deletes nothing", async () => {
    const { owner, actor, projectId } = await someProject();
    const reportId = await saved(actor);
    const consumer = await reader(owner, projectId, "consumer");
    const tries = [
      () => createReport(consumer, { name: "Mine", query, requestKey: key() }),
      () => editReport(consumer, { reportId, query: weekly, version: "1" }),
      () => renameReport(consumer, { reportId, name: "Mine", was: "Sign-ups" }),
      () => duplicateReport(consumer, { reportId, requestKey: key() }),
      () => deleteReport(consumer, { reportId }),
    ];
    for (const run of tries) expect(await refusal(run())).toBe("Forbidden");
    expect(await getReport(consumer, reportId)).toMatchObject({ name: "Sign-ups", version: 1 });
  });

  test("[Q1] reports of another project, of the same organization or another, are not found", async () => {
    const { owner, actor } = await someProject();
    const reportId = await saved(actor);
    const stranger = (await someProject()).actor;
    const beside = await onProject(owner, await makeProject(owner));
    for (const other of [stranger, beside]) {
      expect(await getReport(other, reportId)).toBeNull();
      expect(await refusal(editReport(other, { reportId, query: weekly, version: "1" }))).toBe("NotFound");
      expect(await refusal(renameReport(other, { reportId, name: "Mine", was: "Sign-ups" }))).toBe("NotFound");
      expect(await refusal(duplicateReport(other, { reportId, requestKey: key() }))).toBe("NotFound");
      expect(await refusal(deleteReport(other, { reportId }))).toBe("NotFound");
    }
    expect(await getReport(actor, reportId)).not.toBeNull();
  });

  test("[Q1] of two people who change one at once, the second is told and theirs is not written over", async () => {
    const { owner, actor, projectId } = await someProject();
    const reportId = await saved(actor);
    const analyst = await reader(owner, projectId, "analyst");
    const outcomes = await race(
      [
        () => editReport(actor, { reportId, query: weekly, version: "1" }),
        () => editReport(analyst, { reportId, query: { ...query, measure: "unique" }, version: "1" }),
      ],
      { holding: `select 1 from orgs where id = ${owner.org.id} for update` },
    );
    expect((await refusals(outcomes)).sort()).toEqual(["changed_meanwhile", "done"]);
    expect((await getReport(actor, reportId))?.version).toBe(2);
  });

  test("[P7] saving what is there already changes nothing", async () => {
    const { owner, actor } = await someProject();
    const reportId = await saved(actor);
    await editReport(actor, { reportId, query: { ...query }, version: "1" });
    await renameReport(actor, { reportId, name: "Sign-ups", was: "other" });
    expect(await auditedIn(owner.org.id)).toEqual(["report.created"]);
  });

  test("[Q1] renaming one that somebody renamed meanwhile tells its new name at the field", async () => {
    const { actor } = await someProject();
    const reportId = await saved(actor);
    await renameReport(actor, { reportId, name: "Growth", was: "Sign-ups" });
    const late = renameReport(actor, { reportId, name: "Mine", was: "Sign-ups" });
    await expect(late).rejects.toMatchObject({ code: "changed_meanwhile", field: "name" });
    await expect(late).rejects.toThrow("Growth");
  });

  test("[P7] a copy has the query and a name of its own that is not too long", async () => {
    const { actor } = await someProject();
    const name = "ä".repeat(120);
    const { reportId } = await duplicateReport(actor, { reportId: await saved(actor, name), requestKey: key() });
    const copy = await getReport(actor, reportId);
    expect(copy?.query).toEqual(query);
    expect(copy?.name).toBe(`Copy of ${"ä".repeat(112)}`);
  });

  test("[P7] deleting takes its alerts along and leaves its name in the log", async () => {
    const { owner, actor, projectId } = await someProject();
    const reportId = await saved(actor);
    await db().execute(sql`
      insert into alerts (id, org_id, project_id, report_id, user_id, kind, hour, timezone, channel, created_at)
      values (${newId("alert")}, ${owner.org.id}, ${projectId}, ${reportId}, ${owner.user.id}, 'daily', 9, 'UTC', 'mail', now())`);
    expect((await getReport(actor, reportId))?.alerts).toBe(1);
    await deleteReport(actor, { reportId });
    expect(await getReport(actor, reportId)).toBeNull();
    expect(await lastEntry(owner)).toMatchObject({ action: "report.deleted", before: { name: "Sign-ups" } });
    expect(await refusal(deleteReport(actor, { reportId }))).toBe("NotFound");
  });

  test("[Q1] deleting against editing: one after the other, nobody sees a fault", async () => {
    const { owner, actor } = await someProject();
    const reportId = await saved(actor);
    const outcomes = await race<unknown>(
      [() => deleteReport(actor, { reportId }), () => editReport(actor, { reportId, query: weekly, version: "1" })],
      { holding: `select 1 from orgs where id = ${owner.org.id} for update` },
    );
    const ends = await refusals(outcomes);
    expect(ends[0]).toBe("done");
    expect(["done", "NotFound"]).toContain(ends[1]);
  });

  test("[Q2] a project keeps at most so many", async () => {
    const { actor, projectId } = await someProject();
    await db().execute(sql`
      insert into reports (id, project_id, name, query, created_at, edited_at)
      select 'rep_' || lpad(n::text, 24, '0'), ${projectId}, 'Report ' || n, ${JSON.stringify(query)}::jsonb, now(), now()
      from generate_series(1, ${mostReports}) n`);
    const one = createReport(actor, { name: "One more", query, requestKey: key() });
    expect(await refusal(one)).toBe("limit_reached");
  });
});

describe("[P7] what a form may send", () => {
  const good = { name: "Sign-ups", query: "e=Signed+up&m=total&u=day&last=30d&chart=line", requestKey: "k".repeat(20) };

  test("[Q1] a query as it stands in the address", () => {
    expect(createReportSchema.parse(good).query).toEqual(query);
  });

  test("[Q1] no name, a name too long, no event, or a range too long is refused", () => {
    for (const bad of [
      { name: " " },
      { name: "x".repeat(121) },
      { query: "" },
      { query: "e=A&u=hour&last=12m" },
      { query: "e=A&last=fixed&from=2026-02-30&to=2026-03-01" },
      { query: `e=${"x".repeat(20_001)}` },
    ])
      expect(createReportSchema.safeParse({ ...good, ...bad }).success, JSON.stringify(bad).slice(0, 60)).toBe(false);
  });
});

describe("[Q2] the list", () => {
  const place = (given: Partial<ListPlace<ReportSort>> = {}): ListPlace<ReportSort> => ({
    sort: "name",
    dir: "asc",
    page: 1,
    cursor: null,
    ...given,
  });

  test("[Q2] finds by a part of the name, wildcards taken literally, and counts exactly", async () => {
    const { actor } = await someProject();
    for (const name of ["Sign-ups", "100 % of plans", "signals"]) await saved(actor, name);
    const found = await searchReports(actor, { q: "SIGN" }, place());
    expect(found.rows.map(({ name }) => name)).toEqual(["Sign-ups", "signals"]);
    expect([found.total, found.all]).toEqual([2, 3]);
    expect((await searchReports(actor, { q: "0 %" }, place())).total).toBe(1);
    expect((await searchReports(actor, { q: "%" }, place())).total).toBe(1);
  });

  test("[Q2] pages of many follow each other without a gap, by either sort", async () => {
    const { actor, projectId } = await someProject();
    await db().execute(sql`
      insert into reports (id, project_id, name, query, created_at, edited_at)
      select 'rep_' || lpad(${projectId}::text || n, 24, '0'), ${projectId}, 'Report ' || (n % 7), ${JSON.stringify(query)}::jsonb, now(), now() + n % 5 * interval '1 s'
      from generate_series(1, 120) n`);
    for (const sort of ["name", "edited"] as const) {
      const seen: string[] = [];
      let cursor: ListPlace<ReportSort>["cursor"] = null;
      for (let page = 1; page <= 3; page += 1) {
        const { rows, total } = await searchReports(actor, { q: "" }, place({ sort, page, cursor }));
        expect(total).toBe(120);
        seen.push(...rows.map(({ id }) => id));
        const last: [string, string] = JSON.parse(Buffer.from(rows.at(-1)?.cursor ?? "", "base64url").toString());
        cursor = { side: "after", key: last[0], id: last[1] };
      }
      expect(new Set(seen).size).toBe(120);
    }
  });
});
