import { expect, test } from "vitest";
import { rawSql } from "@/db/client";
import { getAutotrack } from "@/db/queries/autotrack";
import { addMember, auditedIn, giveGrant, makeOrg, makeProject, onProject } from "@/lib/testing/factories";
import { refusal } from "@/lib/testing/refusal";
import { race } from "@/lib/testing/two-connections";
import { billingPeriodOf } from "@/lib/usage/period";
import { changeAutotrack } from "./autotrack";

const period = billingPeriodOf(new Date("2026-11-20T00:00:00Z"));

test("[P6] is turned off and on again, each with an entry; what it is already changes nothing", async () => {
  const owner = await makeOrg();
  const actor = await onProject(owner, await makeProject(owner));
  expect(await changeAutotrack(actor, { to: "on" })).toBe(false);
  expect(await changeAutotrack(actor, { to: "off" })).toBe(true);
  expect(await getAutotrack(actor, [], period)).toMatchObject({ on: false });
  expect(await changeAutotrack(actor, { to: "on" })).toBe(true);
  expect(await auditedIn(owner.org.id)).toEqual(["project.autotrack_changed", "project.autotrack_changed"]);
});

test("[P6] two at the same moment make one change", async () => {
  const owner = await makeOrg();
  const actor = await onProject(owner, await makeProject(owner));
  const both = [1, 2].map(() => () => changeAutotrack(actor, { to: "off" }));
  const outcomes = await race(both, { holding: `select 1 from orgs where id = ${owner.org.id} for update` });
  expect(outcomes.map((outcome) => (outcome.status === "fulfilled" ? outcome.value : "failed")).sort()).toEqual([
    false,
    true,
  ]);
  expect(await auditedIn(owner.org.id)).toEqual(["project.autotrack_changed"]);
});

test("[R6] owners and admins of the project do it, nobody else", async () => {
  const owner = await makeOrg();
  const id = await makeProject(owner);
  for (const [role, outcome] of [
    ["consumer", "Forbidden"],
    ["analyst", "Forbidden"],
    ["admin", "done"],
  ] as const) {
    const member = await addMember(owner, "member");
    await giveGrant(member, id, role);
    expect(await refusal(changeAutotrack(await onProject(member, id), { to: "off" }))).toBe(outcome);
  }
  const stranger = await makeOrg();
  const theirs = await onProject(stranger, await makeProject(stranger));
  const reaching = { ...theirs, project: { ...theirs.project, id } };
  expect(await refusal(changeAutotrack(reaching, { to: "on" }))).toBe("NotFound");
  expect(await getAutotrack(reaching, [], period)).toBeNull();
});

test("[P6] the page's figures are of this project, these names and this period", async () => {
  const owner = await makeOrg();
  const [id, other] = [await makeProject(owner), await makeProject(owner)];
  await rawSql()`
    insert into event_days (dataset_id, event, day, events)
    select p.dataset_id, e.event, e.day::date, e.events from projects p,
      (values (${id}::int, '$ae_session', '2026-11-01', 5), (${id}, '$ae_session', '2026-11-30', 2), (${id}, '$ae_session', '2026-10-31', 100),
        (${id}, 'Paid', '2026-11-02', 9), (${other}, '$ae_iap', '2026-11-02', 3)) as e (project, event, day, events)
    where p.id = e.project`;
  const found = await getAutotrack(await onProject(owner, id), ["$ae_session", "$ae_iap"], period);
  expect(found).toEqual({ on: true, counts: new Map([["$ae_session", 7]]) });
});
