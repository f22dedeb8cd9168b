import * as z from "zod/mini";
import { phoneNumber } from "@/lib/messages/phone";
import { typedPhoneSchema } from "./schemas";

/** A phone number of any country, in its one spelling (E.164). */
export const phoneSchema = z.object({
  phone: z.pipe(
    typedPhoneSchema.shape.phone.check(
      z.refine((text) => phoneNumber(text) !== null, {
        error: "That is not a phone number. Write it with its country code, such as +49 30 123456.",
      }),
    ),
    z.transform((text) => phoneNumber(text) ?? ""),
  ),
});
