/** Kinds of second factors, and what a session's list of methods says about them. Pure. */

export const factorKinds = ["passkey", "totp", "text", "recovery_code"] as const;
export type FactorKind = (typeof factorKinds)[number];

/** How many recovery codes a set has. */
export const recoveryCodeCount = 10;
/** With so many left, or fewer, people are asked to make new ones. */
export const fewRecoveryCodes = 2;

/** How people call them. */
export const factorNames: Record<FactorKind, string> = {
  passkey: "Passkey",
  totp: "Authenticator app",
  text: "Text message",
  recovery_code: "Recovery code",
};

/** What an account has. A recovery code stands for a lost factor and is none by itself. */
export type Factors = {
  totp: boolean;
  /** The verified number that codes are texted to; null where texts are not used. */
  textTo: string | null;
  passkeys: number;
  recoveryCodes: number;
};

/** The kinds somebody may choose among, the strongest first. */
export function choicesOf({ totp, textTo, passkeys, recoveryCodes }: Factors): FactorKind[] {
  const has: Record<FactorKind, boolean> = {
    passkey: passkeys > 0,
    totp,
    text: textTo !== null,
    recovery_code: recoveryCodes > 0,
  };
  return factorKinds.filter((kind) => has[kind]);
}

/** A6: what a confirmation asks for; null where only a password is there to ask for. */
export function strongestOf(factors: Factors): Exclude<FactorKind, "recovery_code"> | null {
  const [first] = choicesOf(factors);
  return first === undefined || first === "recovery_code" ? null : first;
}

/** Ways of signing in that are the person's own: what only an org's identity provider showed opens that org alone (S2). */
export const ownProofs: readonly string[] = ["password", "sign_up", "invitation", "reset", "passkey"];
/** A device somebody trusts is no factor: an org may refuse it. */
export const trustedDevice = "trusted_device";

/** The last digits of a number, for pages that somebody sees who is not signed in yet. */
export function maskedPhone(phone: string): string {
  return `•••• ${phone.slice(-2)}`;
}

/**
 * Whether signing in so counts as a confirmation: with the strongest factor there is, or with a recovery code, which is
 * for whoever lost it. Without a factor every way in does.
 */
export function isConfirmation(methods: readonly string[], factors: Factors): boolean {
  const strongest = strongestOf(factors);
  return strongest === null || methods.includes(strongest) || methods.includes("recovery_code");
}

/** Whether the person showed the session themselves, beside what an org's identity provider says. */
export function hasOwnProof({ session }: { session: { methods: readonly string[] } }): boolean {
  return session.methods.some((method) => ownProofs.includes(method));
}

/**
 * A6: whoever has a factor of their own confirms with it; without one, somebody who came in through single sign-on alone
 * goes to their identity provider again.
 */
export function mayConfirmByProvider(methods: readonly string[], factors: Factors): boolean {
  return strongestOf(factors) === null && !hasOwnProof({ session: { methods } });
}
