"use client";
import { CheckboxField } from "@/components/form/checkbox-field";
import { type CodeKind, FactorCodeField } from "@/components/form/factor-code-field";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { PasskeyForm } from "@/components/form/passkey-form";
import { useActionForm } from "@/components/form/use-action-form";
import { codeSchemas } from "@/lib/two-factor/schemas";
import { proveSecondFactor } from "./actions";

type Trust = { offered: boolean; hint?: string };

export function CodeForm({ kind, trust }: { kind: CodeKind; trust: Trust }) {
  const form = useActionForm({ action: proveSecondFactor, schema: codeSchemas[kind] });
  return (
    <Form form={form}>
      <FormError />
      <FactorCodeField kind={kind} autoFocus />
      {kind !== "recovery_code" && trust.offered && (
        <CheckboxField name="trust" label="Trust this device for 30 days" hint={trust.hint} />
      )}
      <SubmitButton size="lg" className="w-full" pendingText="Signing in…">
        Sign in
      </SubmitButton>
    </Form>
  );
}

export function PasskeyFactor({ trust }: { trust: Trust }) {
  return (
    <PasskeyForm
      action={proveSecondFactor}
      purpose="second_factor"
      answerName="code"
      fields={
        <>
          <input type="hidden" name="factor" value="passkey" />
          {trust.offered && (
            <label className="flex min-h-8 items-center gap-2.5">
              <input type="checkbox" name="trust" className="check" />
              <span>Trust this device for 30 days</span>
            </label>
          )}
        </>
      }
    >
      Use your passkey
    </PasskeyForm>
  );
}
