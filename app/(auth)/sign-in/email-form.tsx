"use client";
import { Field } from "@/components/form/field";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { type FormAction, useActionForm } from "@/components/form/use-action-form";
import { signInEmailSchema } from "@/lib/users/schemas";

export function EmailForm({ action, returnTo, email }: { action: FormAction; returnTo: string; email: string }) {
  const form = useActionForm({ action, schema: signInEmailSchema, defaultValues: { email } });
  return (
    <Form form={form}>
      <FormError />
      <input type="hidden" name="returnTo" value={returnTo} />
      <Field
        name="email"
        label="E-mail"
        type="email"
        inputMode="email"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
        autoFocus
      />
      <SubmitButton size="lg" className="w-full" pendingText="Continue…">
        Continue
      </SubmitButton>
    </Form>
  );
}
