import * as z from "zod/mini";

/** Forms of an org's Access & Security. */

const graceDays = z.pipe(
  z.string().check(z.regex(/^(?:[0-9]|[12][0-9]|30)$/, "Enter a number of days from 0 to 30.")),
  z.transform(Number),
);
const was = z.string().check(z.maxLength(40));

export const requireTwoFactorSchema = z.object({ graceDays, was });
export const releaseTwoFactorSchema = z.object({ was });
const box = z.pipe(
  z.optional(z.string()),
  z.transform((value) => value === "on"),
);
export const trustedDevicesSchema = z.object({ allowed: box });
export const ssoFactorSchema = z.object({ counts: box });

/** Hours from 1 to `most`, or nothing for the limit of all organizations. */
function hours(most: number) {
  const message = `Enter whole hours from 1 to ${most}, or nothing.`;
  return z.pipe(
    z.string().check(
      z.overwrite((text) => text.trim()),
      z.refine((text) => text === "" || (/^\d{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= most), message),
    ),
    z.transform((text) => (text === "" ? null : Number(text))),
  );
}

export const sessionLimitsSchema = z.object({ idleHours: hours(168), hours: hours(720) });

export type RequireTwoFactorInput = z.infer<typeof requireTwoFactorSchema>;
export type TrustedDevicesInput = z.infer<typeof trustedDevicesSchema>;
export type SsoFactorInput = z.infer<typeof ssoFactorSchema>;
export type SessionLimitsInput = z.infer<typeof sessionLimitsSchema>;
