"use client";
import { Field } from "@/components/form/field";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { type FormAction, useActionForm } from "@/components/form/use-action-form";
import { emailCodeSchema } from "@/lib/users/schemas";

export function CodeForm({ action, returnTo }: { action: FormAction; returnTo: string }) {
  const form = useActionForm({ action, schema: emailCodeSchema });
  return (
    <Form form={form}>
      <FormError />
      <input type="hidden" name="returnTo" value={returnTo} />
      <Field
        name="code"
        label="Code"
        hint="The 6 digits in the latest e-mail."
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={12}
        required
      />
      <SubmitButton size="lg" className="w-full" pendingText="Confirming…">
        Confirm e-mail address
      </SubmitButton>
    </Form>
  );
}
