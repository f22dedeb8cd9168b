import * as z from "zod/mini";
import { emailField } from "@/lib/fields";
import { countryCodes } from "./countries";
import { planIds } from "./plans";

const plan = z.enum(planIds, "Choose a plan.");

/** `was` and `planned` are what the page showed: somebody else may have changed the plan meanwhile. */
export const choosePlanSchema = z.object({
  plan,
  was: plan,
  planned: z.optional(z.enum(["", ...planIds], "Choose a plan.")),
});
export type ChoosePlanInput = z.infer<typeof choosePlanSchema>;

export const takeBackSchema = z.object({});

/** One line of an address, up to `max` characters. */
function lineField(max = 100) {
  return z._default(
    z.string().check(
      z.overwrite((text) => text.normalize("NFC").replace(/\s+/gu, " ").trim()),
      z.refine((text) => [...text].length <= max, { error: `Use at most ${max} characters.`, abort: true }),
      z.refine((text) => !/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(text), {
        error: "Leave out control and direction characters.",
      }),
    ),
    "",
  );
}

export const billingDetailsSchema = z.object({
  company: lineField(160),
  line1: lineField(),
  line2: lineField(),
  postalCode: lineField(20),
  city: lineField(),
  region: lineField(),
  country: z._default(
    z
      .string()
      .check(z.refine((code) => code === "" || countryCodes.has(code), { error: "Choose a country from the list." })),
    "",
  ),
  taxId: lineField(40),
  purchaseOrder: lineField(60),
});
export type BillingDetailsInput = z.infer<typeof billingDetailsSchema>;

export const billingEmailSchema = z.object({ email: emailField() });
export const billingEmailIdSchema = z.object({ billingEmailId: z.string().check(z.minLength(1), z.maxLength(64)) });
