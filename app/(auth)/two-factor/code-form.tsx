"use client";
import { Field } from "@/components/form/field";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { type FormAction, useActionForm } from "@/components/form/use-action-form";
import { appCodeSchema } from "@/lib/two-factor/schemas";
import { RecoveryCodes } from "./codes";

type Props = { action: FormAction; returnTo: string; next: string; label: string; hint?: string };

/** The first code of a factor; recovery codes come back with the first factor of all. */
export function FirstCodeForm({ action, returnTo, next, label, hint }: Props) {
  const form = useActionForm({ action, schema: appCodeSchema });
  const codes = form.state.status === "ok" ? form.state.message : undefined;
  if (codes) return <RecoveryCodes codes={codes} next={next} />;
  return (
    <Form form={form}>
      <FormError />
      <input type="hidden" name="returnTo" value={returnTo} />
      <Field
        name="code"
        label={label}
        hint={hint}
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={12}
        required
      />
      <SubmitButton size="lg" className="w-full" pendingText="Checking…">
        Turn on
      </SubmitButton>
    </Form>
  );
}
