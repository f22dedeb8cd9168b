"use client";
import { Field } from "@/components/form/field";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { type FormAction, useActionForm } from "@/components/form/use-action-form";
import { forgotPasswordSchema } from "@/lib/users/schemas";

export function ForgotForm({ action, email }: { action: FormAction; email: string }) {
  const form = useActionForm({ action, schema: forgotPasswordSchema, defaultValues: { email } });
  return (
    <Form form={form}>
      <FormError />
      <Field
        name="email"
        label="E-mail"
        type="email"
        inputMode="email"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
      />
      <SubmitButton size="lg" className="w-full" pendingText="Sending…">
        Send a link
      </SubmitButton>
    </Form>
  );
}
