"use client";
import type { FactorKind } from "@/lib/two-factor/factors";
import { Field } from "./field";

export type CodeKind = Exclude<FactorKind, "passkey">;

const words: Record<CodeKind, { label: string; hint: string }> = {
  totp: { label: "Code from your authenticator app", hint: "Six digits, new every 30 seconds." },
  text: { label: "Code from the text message", hint: "Six digits." },
  recovery_code: { label: "Recovery code", hint: "One of those you kept when you set this up. Each works once." },
};

/** The code of a second factor, with the kind beside it. */
export function FactorCodeField({ kind, autoFocus = false }: { kind: CodeKind; autoFocus?: boolean }) {
  const digits = kind !== "recovery_code";
  return (
    <>
      <input type="hidden" name="factor" value={kind} />
      <Field
        name="code"
        {...words[kind]}
        inputMode={digits ? "numeric" : "text"}
        autoComplete={digits ? "one-time-code" : "off"}
        autoCapitalize="none"
        spellCheck={false}
        maxLength={40}
        required
        autoFocus={autoFocus}
      />
    </>
  );
}
