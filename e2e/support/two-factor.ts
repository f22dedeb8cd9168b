import { expect, type Page } from "@playwright/test";
import { totpCode } from "@/lib/testing/totp";
import { field, heading, press } from "./forms";

/** Second factors as a person sets them up and uses them. */

export type Factor = { secret: string; codes: string[] };

/** A code that was not used yet: that of the next step, which the server takes as well. */
export function nextCode(secret: string, stepsAhead = 1): string {
  return totpCode(secret, new Date(Date.now() + stepsAhead * 30_000));
}

/** On the page where a way is chosen: sets up an authenticator app. Ends on the page with the recovery codes. */
export async function setUpApp(page: Page): Promise<Factor> {
  await page
    .getByRole("main")
    .getByRole("button", { name: /authenticator app$/ })
    .click();
  await expect(heading(page, "Set up an authenticator app")).toBeVisible();
  await expect(page.getByRole("img", { name: "QR code for your authenticator app" })).toBeVisible();
  await page.getByText("Enter it by hand").click();
  const secret = await field(page, "Secret").inputValue();
  await field(page, "Code").fill(totpCode(secret, new Date()));
  await press(page, "Turn on");
  await expect(page.getByRole("heading", { name: "Keep your recovery codes" })).toBeVisible();
  return { secret, codes: await page.locator("[data-secret] li").allTextContents() };
}

/** From e-mail and password to the second step. */
export async function firstStep(page: Page, who: { email: string; password: string }): Promise<void> {
  await page.goto("/sign-in");
  await field(page, "E-mail").fill(who.email);
  await press(page, "Continue");
  await field(page, "Password").fill(who.password);
  await press(page, "Sign in");
  await expect(heading(page, "Two-factor authentication")).toBeVisible();
}

/** Chromium's own authenticator (CDP), as of a laptop with a fingerprint reader. */
export async function addAuthenticator(page: Page, options: { verified?: boolean } = {}) {
  const client = await page.context().newCDPSession(page);
  await client.send("WebAuthn.enable");
  const { authenticatorId } = await client.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: options.verified ?? true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    credentials: async () => (await client.send("WebAuthn.getCredentials", { authenticatorId })).credentials,
  };
}
