import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { getBillingDetails } from "@/db/queries/billing";
import { auditEntries } from "@/db/schema";
import { addMember, auditedIn, makeOrg } from "@/lib/testing/factories";
import { refusal } from "@/lib/testing/refusal";
import { saveBillingDetails } from "./details";
import { noteBillingExport } from "./exports";
import { billingDetailsSchema, billingEmailSchema, choosePlanSchema } from "./schemas";

const details = billingDetailsSchema.parse({ company: "  Ăcme   GmbH ", country: "DE", taxId: "DE123456789" });

describe("billing details", () => {
  test("[O1] are kept, and what changed is in the log, before and after", async () => {
    const owner = await makeOrg();
    const billing = await addMember(owner, "billing_admin");
    await saveBillingDetails(owner, details);
    await saveBillingDetails(billing, { ...details, city: "Berlin" });
    await saveBillingDetails(billing, { ...details, city: "Berlin" });
    expect(await getBillingDetails(owner.org.id)).toEqual({ ...details, company: "Ăcme GmbH", city: "Berlin" });
    const entries = await db().select().from(auditEntries).where(eq(auditEntries.orgId, owner.org.id));
    expect(entries).toHaveLength(2);
    expect(entries.at(-1)).toMatchObject({ before: { city: "" }, after: { city: "Berlin" }, actorId: billing.user.id });
  });

  test("[R5] are refused to others, and of another organization there is nothing", async () => {
    const owner = await makeOrg();
    for (const role of ["admin", "member"] as const) {
      const person = await addMember(owner, role);
      expect(await refusal(saveBillingDetails(person, details))).toBe("Forbidden");
      expect(await refusal(noteBillingExport(person, "usage", {}))).toBe("Forbidden");
    }
    const stranger = { ...(await makeOrg()), org: owner.org };
    expect(await refusal(saveBillingDetails(stranger, details))).toBe("NotFound");
    expect(await getBillingDetails(owner.org.id)).toBeNull();
  });

  test("[L1] a download is noted before it begins", async () => {
    const owner = await makeOrg();
    await noteBillingExport(owner, "usage", { by: "day" });
    expect(await auditedIn(owner.org.id)).toEqual(["list.exported"]);
  });

  test.each([
    [{ country: "XX" }, "country"],
    [{ company: "x".repeat(161) }, "company"],
    [{ line1: "a\u202eb" }, "line1"],
    [{ taxId: "1".repeat(41) }, "taxId"],
  ])("[Q1] %j is refused at its field", (input, field) => {
    const parsed = billingDetailsSchema.safeParse(input);
    expect(parsed.error?.issues[0]?.path).toEqual([field]);
  });

  test("[Q1] names of any script stand as they are; what is no plan or address is refused", () => {
    const company = "株式会社アクメ — Ltd. & Söhne";
    expect(billingDetailsSchema.parse({ company })).toMatchObject({ company, country: "" });
    expect(choosePlanSchema.safeParse({ plan: "gold", was: "free" }).success).toBe(false);
    expect(choosePlanSchema.safeParse({ plan: "free", was: "growth", planned: "x" }).success).toBe(false);
    expect(billingEmailSchema.safeParse({ email: "not an address" }).success).toBe(false);
  });
});
