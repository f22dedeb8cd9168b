import { eq, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { summarizeChosen } from "@/db/queries/invitation-selection";
import { searchInvitations } from "@/db/queries/invitations";
import { invitations } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import type { OrgRole } from "@/lib/authz/roles";
import { now } from "@/lib/clock";
import { linkToken } from "@/lib/links";
import { limits, takeLimit } from "@/lib/rate-limit";
import { addMember, auditedIn, makeOrg, makeUser, rolesIn, someEmail, waitingJobs } from "@/lib/testing/factories";
import { refusal, refusals } from "@/lib/testing/refusal";
import { race } from "@/lib/testing/two-connections";
import { acceptInvitation, declineInvitation } from "./acceptance";
import { resendInvitations, revokeInvitations } from "./bulk";
import { mayRevoke } from "./ceiling";
import { readInvitationFilter, readInvitationPlace } from "./filter";
import { inviteMembers } from "./invitations";
import { type ChosenInvitationsInput, readChosenInvitations } from "./selection";

async function invite(by: OrgActor, count: number, role: OrgRole = "member") {
  const emails = Array.from({ length: count }, () => someEmail());
  await inviteMembers(by, { emails, role, projects: [], projectRole: "admin", teams: [] });
  const rows = await db().select().from(invitations).where(eq(invitations.orgId, by.org.id));
  return rows.filter((row) => emails.includes(row.email));
}
const ticked = (rows: { id: string }[], more: Partial<ChosenInvitationsInput> = {}): ChosenInvitationsInput => ({
  ids: rows.map(({ id }) => id),
  shown: rows.length,
  ...more,
});
const rowsIn = (actor: OrgActor) => db().select().from(invitations).where(eq(invitations.orgId, actor.org.id));
const expire = (ids: string[]) =>
  db().execute(
    sql`update invitations set expires_at = now() - interval '1 hour' where id = any(${sql`array[${sql.join(
      ids.map((id) => sql`${id}`),
      sql`, `,
    )}]`})`,
  );

describe("[U4] many invitations at once", () => {
  test("[U4] [I1] resent: a new link, a new clock, a letter and an entry each; expired ones are renewed", async () => {
    const owner = await makeOrg();
    const rows = await invite(owner, 3);
    await expire(rows.slice(0, 1).map(({ id }) => id));
    expect(await resendInvitations(owner, ticked(rows))).toBe(3);
    for (const row of await rowsIn(owner)) {
      expect(row).toMatchObject({ mailVersion: 2, roleGivenBy: owner.user.id });
      expect(row.expiresAt.getTime()).toBeGreaterThan(now().getTime() + 6.9 * 24 * 3600_000);
      expect(await waitingJobs("send_invitation", row.id)).toContainEqual({ invitationId: row.id, version: 2 });
    }
    expect((await auditedIn(owner.org.id)).filter((action) => action === "invitation.resent")).toHaveLength(3);
  });

  test("[U4] all that match are revoked, and nothing else", async () => {
    const owner = await makeOrg();
    const [first] = await invite(owner, 1, "admin");
    await invite(owner, 3);
    expect(await revokeInvitations(owner, { ids: [], all: "on", role: "member", shown: 3 })).toBe(3);
    expect((await rowsIn(owner)).filter((row) => !row.revokedAt).map(({ id }) => id)).toEqual([first?.id]);
    expect((await auditedIn(owner.org.id)).filter((action) => action === "invitation.revoked")).toHaveLength(3);
  });

  test("[R4] one above is enough: all or nothing, and it is named; what one gave oneself is one's own", async () => {
    const owner = await makeOrg();
    const admin = await addMember(owner, "admin");
    const [above] = await invite(owner, 1, "owner");
    const beside = await invite(owner, 1, "admin");
    const own = await invite(admin, 1, "admin");
    const rest = await invite(owner, 2);
    if (!above) throw new Error("no invitation");
    const all = [above, ...beside, ...own, ...rest];
    await expect(resendInvitations(admin, ticked(all))).rejects.toMatchObject({
      code: "role_above_own",
      message: expect.stringContaining(above.email),
    });
    await expect(revokeInvitations(admin, ticked(all))).rejects.toMatchObject({
      code: "target_not_below",
      message: expect.stringContaining(beside[0]?.email ?? "none"),
    });
    expect((await rowsIn(owner)).every((row) => row.mailVersion === 1 && !row.revokedAt)).toBe(true);
    const chosen = readChosenInvitations({ ids: all.map(({ id }) => id) });
    const summary = await summarizeChosen(admin, chosen, {
      at: now(),
      may: (invitation) => mayRevoke(admin, invitation),
    });
    expect(summary).toMatchObject({ count: 5, blocked: 2, expired: 0 });
    expect(summary.inTheWay.map(({ id }) => id).sort()).toEqual([above.id, ...beside.map(({ id }) => id)].sort());
    expect(await revokeInvitations(admin, ticked([...own, ...rest]))).toBe(3);
    expect(await resendInvitations(admin, ticked(beside))).toBe(1);
  });

  test("[Q1] another number than was shown, none, and those that ended meanwhile", async () => {
    const owner = await makeOrg();
    const rows = await invite(owner, 3);
    expect(await refusal(revokeInvitations(owner, ticked(rows, { shown: 2 })))).toBe("changed_meanwhile");
    expect(await refusal(resendInvitations(owner, ticked([])))).toBe("changed_meanwhile");
    await revokeInvitations(owner, ticked(rows.slice(0, 1)));
    expect(await refusal(resendInvitations(owner, ticked(rows)))).toBe("changed_meanwhile");
    expect(await refusal(revokeInvitations(owner, { ids: [], all: "on", state: "revoked", shown: 1 }))).toBe(
      "changed_meanwhile",
    );
  });

  test("[R5] [Q1] not by members and billing admins, and never those of another org (SEC-R35)", async () => {
    const owner = await makeOrg();
    const other = await makeOrg();
    const rows = await invite(owner, 2);
    for (const role of ["member", "billing_admin"] as const) {
      const person = await addMember(owner, role);
      expect(await refusal(resendInvitations({ ...person, role: "owner" }, ticked(rows)))).toBe("Forbidden");
      expect(await refusal(revokeInvitations({ ...person, role: "owner" }, ticked(rows)))).toBe("Forbidden");
    }
    expect(await refusal(resendInvitations(other, ticked(rows)))).toBe("changed_meanwhile");
    expect(await refusal(revokeInvitations(other, ticked(rows)))).toBe("changed_meanwhile");
    expect((await rowsIn(owner)).every((row) => row.mailVersion === 1 && !row.revokedAt)).toBe(true);
  });

  test("[I4] a limit refuses all of it and counts nothing", async () => {
    const owner = await makeOrg();
    const rows = await invite(owner, 3);
    await takeLimit("invitation.org", String(owner.org.id), limits["invitation.org"].points - 5);
    expect(await refusal(resendInvitations(owner, ticked(rows)))).toBe("limit_reached");
    expect(await refusal(resendInvitations(owner, ticked(rows.slice(1))))).toBe("done");
  });

  test("[I3] accepted while many are revoked, or re-sent: one of both comes first, and nothing is half done", async () => {
    for (const verb of [revokeInvitations, resendInvitations]) {
      const owner = await makeOrg();
      const rows = await invite(owner, 4);
      const [wanted] = rows;
      if (!wanted) throw new Error("no invitation");
      const guest = await makeUser({ email: wanted.email });
      const accept = () => acceptInvitation(guest, linkToken("invitation.mail", wanted.id, 1));
      const holding = `select 1 from orgs where id = ${owner.org.id} for update`;
      const [accepted, changed] = await refusals(
        await race<unknown>([accept, () => verb(owner, ticked(rows))], { holding }),
      );
      const joined = (await rolesIn(owner.org.id)).has(guest.user.id);
      if (accepted === "done") {
        expect([changed, joined]).toEqual(["changed_meanwhile", true]);
        expect((await rowsIn(owner)).every((row) => !row.revokedAt && row.mailVersion === 1)).toBe(true);
      } else {
        expect([accepted, changed, joined]).toEqual([
          verb === revokeInvitations ? "invitation_revoked" : "link_invalid",
          "done",
          false,
        ]);
      }
    }
  });
});

describe("[I1] the list by state", () => {
  test("[I1] pending, expired, accepted, declined and revoked are told apart, newest first", async () => {
    const owner = await makeOrg();
    const [pending, old, joined, no, gone] = await invite(owner, 5);
    if (!pending || !old || !joined || !no || !gone) throw new Error("no invitation");
    await expire([old.id]);
    await acceptInvitation(await makeUser({ email: joined.email }), linkToken("invitation.mail", joined.id, 1));
    await declineInvitation(await makeUser({ email: no.email }), linkToken("invitation.mail", no.id, 1));
    await revokeInvitations(owner, ticked([gone]));
    const listed = async (state: string) => {
      const filter = readInvitationFilter({ state });
      const { rows, total } = await searchInvitations(
        owner,
        filter,
        readInvitationPlace({ sort: "ended" }, filter),
        now(),
      );
      expect(total).toBe(rows.length);
      return rows.map(({ id }) => id).sort();
    };
    expect(await listed("")).toEqual([pending.id, old.id].sort());
    expect(await listed("pending")).toEqual([pending.id]);
    expect(await listed("expired")).toEqual([old.id]);
    expect(await listed("accepted")).toEqual([joined.id]);
    expect(await listed("declined")).toEqual([no.id]);
    expect(await listed("revoked")).toEqual([gone.id]);
  });
});
