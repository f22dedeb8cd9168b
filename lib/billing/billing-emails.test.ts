import { eq } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { listBillingEmails, listBillingRecipients } from "@/db/queries/billing";
import { billingEmails } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import { linkToken } from "@/lib/links";
import { limits } from "@/lib/rate-limit";
import { movableClock } from "@/lib/testing/clock";
import { addMember, auditedIn, makeOrg, makeUser, outsider, someEmail, waitingJobs } from "@/lib/testing/factories";
import { refusal, refusals } from "@/lib/testing/refusal";
import { race } from "@/lib/testing/two-connections";
import {
  addBillingEmail,
  confirmBillingEmail,
  mostBillingEmails,
  pendingBillingEmail,
  removeBillingEmail,
  resendBillingEmail,
} from "./billing-emails";

const clock = movableClock();
afterEach(() => clock.reset());

async function added(owner: OrgActor, email = someEmail()) {
  await addBillingEmail(owner, email);
  const [row] = await db().select().from(billingEmails).where(eq(billingEmails.email, email));
  if (!row) throw new Error("The address was not added.");
  return { ...row, token: (version = row.version) => linkToken("billing-email", row.id, version) };
}

describe("a billing e-mail", () => {
  test("[O1] gets a link for seven days and counts only once its button was pressed", async () => {
    clock.set("2026-11-12T10:00:00Z");
    const owner = await makeOrg({ name: "Acme" });
    const row = await added(owner);
    expect(row.expiresAt).toEqual(new Date("2026-11-19T10:00:00Z"));
    expect(await waitingJobs("send_billing_email_link", row.id)).toEqual([{ billingEmailId: row.id, version: 1 }]);
    expect(await listBillingRecipients(owner.org.id)).toEqual([owner.user.email]);
    expect(await pendingBillingEmail(outsider(), row.token())).toEqual({ email: row.email, orgName: "Acme" });
    expect((await listBillingEmails(owner.org.id))[0]?.confirmedAt).toBeNull();
    await confirmBillingEmail(outsider(), row.token());
    expect(await listBillingRecipients(owner.org.id)).toEqual([owner.user.email, row.email].sort());
    expect(await refusal(confirmBillingEmail(outsider(), row.token()))).toBe("link_used");
    expect(await auditedIn(owner.org.id)).toEqual(["org.billing_email_added", "org.billing_email_confirmed"]);
  });

  test("[O1] its link ends after seven days, with a newer one, and with its removal", async () => {
    clock.set("2026-11-12T10:00:00Z");
    const owner = await makeOrg();
    const row = await added(owner);
    clock.set("2026-11-19T10:00:00Z");
    expect(await refusal(pendingBillingEmail(outsider(), row.token()))).toBe("link_expired");
    expect(await refusal(confirmBillingEmail(outsider(), row.token()))).toBe("link_expired");
    await resendBillingEmail(owner, row.id);
    expect(await refusal(confirmBillingEmail(outsider(), row.token()))).toBe("link_invalid");
    expect(await waitingJobs("send_billing_email_link", row.id)).toMatchObject([{ version: 1 }, { version: 2 }]);
    await removeBillingEmail(owner, row.id);
    expect(await refusal(confirmBillingEmail(outsider(), row.token(2)))).toBe("link_invalid");
    expect(await refusal(removeBillingEmail(owner, row.id))).toBe("NotFound");
  });

  test.each(["", "nonsense", `bem_${"0".repeat(24)}.${"A".repeat(43)}`])("[O1] %j is no link", async (token) => {
    expect(await refusal(pendingBillingEmail(outsider(), token))).toBe("link_invalid");
  });

  test("[SEC-R9] a link of another purpose is worth nothing here", async () => {
    const owner = await makeOrg();
    const row = await added(owner);
    expect(await refusal(confirmBillingEmail(outsider(), linkToken("invitation.mail", row.id)))).toBe("link_invalid");
  });

  test("[O1] is not added twice; once confirmed it is not sent again, and removed it gets nothing", async () => {
    const owner = await makeOrg();
    const row = await added(owner);
    await expect(addBillingEmail(owner, row.email)).rejects.toMatchObject({ code: "already_added", field: "email" });
    await confirmBillingEmail(outsider(), row.token());
    expect(await refusal(resendBillingEmail(owner, row.id))).toBe("link_used");
    await removeBillingEmail(owner, row.id);
    expect(await listBillingRecipients(owner.org.id)).toEqual([owner.user.email]);
  });

  test("[O1] there are at most ten in an organization, also when two are added at once", async () => {
    const owner = await makeOrg();
    for (let count = 1; count < mostBillingEmails; count += 1) await addBillingEmail(owner, someEmail());
    const outcomes = await race(
      [() => addBillingEmail(owner, someEmail()), () => addBillingEmail(owner, someEmail())],
      {
        holding: `select from orgs where id = ${owner.org.id} for update`,
      },
    );
    expect((await refusals(outcomes)).sort()).toEqual(["done", "limit_reached"]);
    expect(await listBillingEmails(owner.org.id)).toHaveLength(mostBillingEmails);
  });

  test("[I4] nobody is sent many links, by however many organizations", async () => {
    const email = someEmail();
    for (let count = 0; count < limits["billing_email.recipient"].points; count += 1) {
      await addBillingEmail(await makeOrg(), email);
    }
    const owner = await makeOrg();
    await expect(addBillingEmail(owner, email)).rejects.toMatchObject({ code: "limit_reached", field: "email" });
    expect(await listBillingEmails(owner.org.id)).toEqual([]);
  });

  test("[O1] pressed twice at the same moment it is confirmed once", async () => {
    const owner = await makeOrg();
    const row = await added(owner);
    const press = () => confirmBillingEmail(outsider(), row.token());
    const outcomes = await race([press, press], {
      holding: `select from orgs where id = ${owner.org.id} for update`,
    });
    expect((await refusals(outcomes)).sort()).toEqual(["done", "link_used"]);
    expect(await auditedIn(owner.org.id)).toEqual(["org.billing_email_added", "org.billing_email_confirmed"]);
  });
});

describe("who", () => {
  test.each(["admin", "member"] as const)("[R5] a plain %s may not", async (role) => {
    const owner = await makeOrg();
    const row = await added(owner);
    const person = await addMember(owner, role);
    expect(await refusal(addBillingEmail(person, someEmail()))).toBe("Forbidden");
    expect(await refusal(resendBillingEmail(person, row.id))).toBe("Forbidden");
    expect(await refusal(removeBillingEmail(person, row.id))).toBe("Forbidden");
  });

  test("[R5] a billing admin may; the addresses of another organization are not found", async () => {
    const owner = await makeOrg();
    const row = await added(owner);
    const billing = await addMember(owner, "billing_admin");
    expect(await resendBillingEmail(billing, row.id)).toEqual({ email: row.email });
    const stranger = await makeOrg();
    expect(await refusal(resendBillingEmail(stranger, row.id))).toBe("NotFound");
    expect(await refusal(removeBillingEmail(stranger, row.id))).toBe("NotFound");
  });

  test("[O1] mails go to those who manage billing and proved their address, each address once", async () => {
    const owner = await makeOrg();
    const billing = await addMember(owner, "billing_admin");
    await addMember(owner, "admin");
    await addMember(owner, "billing_admin", await makeUser({ limitedToOrgId: owner.org.id }));
    const same = await added(owner, billing.user.email);
    await confirmBillingEmail(outsider(), same.token());
    expect(await listBillingRecipients(owner.org.id)).toEqual([billing.user.email, owner.user.email].sort());
  });
});
