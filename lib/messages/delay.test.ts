import { sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { db } from "@/db/client";
import type { OrgActor, ProjectActor } from "@/lib/authz/actor";
import { addMember, giveGrant, makeOrg, makeProject, onProject } from "@/lib/testing/factories";
import { refusal, refusals } from "@/lib/testing/refusal";
import { race } from "@/lib/testing/two-connections";
import { changeDelayPolicy } from "./delay";
import { lagInWords, longestWaits, waitInWords } from "./delay-words";
import { delaySchema } from "./schemas";

const hold = { policy: "hold", longestWait: "60", was: "send 240" } as const;

async function projectOf(owner: OrgActor): Promise<ProjectActor> {
  return onProject(owner, await makeProject(owner));
}

async function stored({ project }: ProjectActor) {
  const [row] = await db().execute(sql`select delay_policy, longest_wait from projects where id = ${project.id}`);
  return row;
}

describe("[P5] what happens to messages while data is late", () => {
  test("[P5] [L1] is changed and audited once, also when sent twice", async () => {
    const actor = await projectOf(await makeOrg());
    await changeDelayPolicy(actor, hold);
    await changeDelayPolicy(actor, hold);
    expect(await stored(actor)).toEqual({ delay_policy: "hold", longest_wait: 60 });
    const entries = await db().execute(
      sql`select action, before, after from audit_entries where org_id = ${actor.org.id}`,
    );
    expect(entries.map((entry) => ({ ...entry }))).toEqual([
      {
        action: "project.delay_policy_changed",
        before: { policy: "send", longestWait: 240 },
        after: { policy: "hold", longestWait: 60 },
      },
    ]);
  });

  test("[Q1] of two at once the second is told", async () => {
    const owner = await makeOrg();
    const actor = await projectOf(owner);
    const outcomes = await race(
      [() => changeDelayPolicy(actor, hold), () => changeDelayPolicy(actor, { ...hold, policy: "skip" })],
      { holding: `select 1 from orgs where id = ${owner.org.id} for update` },
    );
    expect((await refusals(outcomes)).sort()).toEqual(["changed_meanwhile", "done"]);
  });

  test("[R6] [R4] by those who may edit settings, in their own org", async () => {
    const owner = await makeOrg();
    const actor = await projectOf(owner);
    const member = await addMember(owner, "member");
    await giveGrant(member, actor.project.id, "analyst");
    expect(await refusal(changeDelayPolicy(await onProject(member, actor.project.id), hold))).toBe("Forbidden");
    const foreign = { ...actor, ...(await makeOrg()), project: actor.project };
    expect(await refusal(changeDelayPolicy(foreign, hold))).toBe("NotFound");
    expect(await stored(actor)).toEqual({ delay_policy: "send", longest_wait: 240 });
  });

  test("[Q1] other policies and waits than the offered ones are refused at their fields", () => {
    const fields = (given: object) =>
      delaySchema.safeParse({ ...hold, ...given }).error?.issues.map(({ path }) => path[0]);
    expect(fields({ policy: "later" })).toEqual(["policy"]);
    expect(fields({ longestWait: "10" })).toEqual(["longestWait"]);
    expect(fields({ longestWait: undefined })).toEqual(["longestWait"]);
    for (const wait of longestWaits) expect(fields({ longestWait: String(wait) })).toBeUndefined();
  });
});

test("[P5] waits and the present lag in words", () => {
  expect(longestWaits.map(waitInWords)).toEqual([
    "15 minutes",
    "30 minutes",
    "1 hour",
    "2 hours",
    "4 hours",
    "8 hours",
    "12 hours",
    "24 hours",
    "48 hours",
  ]);
  expect(lagInWords(null)).toMatch(/not known/);
  expect(lagInWords(0.2)).toMatch(/on time: .* 12 seconds or less/);
  expect(lagInWords(-3)).toMatch(/0 seconds/);
  expect(lagInWords(42)).toMatch(/late: .* 42 minutes/);
  expect(lagInWords(600)).toMatch(/10 hours/);
});
