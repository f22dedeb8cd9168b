"use client";
import { useFormContext } from "./form";
import { PasswordField } from "./password-field";

/** A password being chosen. Suggestion and meter are loaded when they are first used. */
export function NewPasswordField({ label = "Password" }: { label?: string }) {
  const wrong = useFormContext().error("password");
  return (
    <PasswordField
      name="password"
      label={label}
      hint={wrong ? undefined : "At least 15 characters. A short sentence works well."}
      autoComplete="new-password"
      required
      suggest={async () => (await import("@/lib/auth/suggest-passphrase")).suggestPassphrase()}
      strength={async (value) => (await import("@/lib/auth/suggest-passphrase")).passwordStrength(value)}
    />
  );
}
