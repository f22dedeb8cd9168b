"use client";
import { PasswordField } from "@/components/form/password-field";

/** A password being chosen. Suggestion and meter are loaded when they are first used. */
export function NewPasswordField({ label = "Password", hint }: { label?: string; hint?: string }) {
  return (
    <PasswordField
      name="password"
      label={label}
      hint={hint}
      autoComplete="new-password"
      required
      suggest={async () => (await import("@/lib/auth/suggest-passphrase")).suggestPassphrase()}
      strength={async (value) => (await import("@/lib/auth/suggest-passphrase")).passwordStrength(value)}
    />
  );
}
