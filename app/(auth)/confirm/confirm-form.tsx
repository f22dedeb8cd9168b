"use client";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { PasswordField } from "@/components/form/password-field";
import { type FormAction, useActionForm } from "@/components/form/use-action-form";
import { confirmSchema } from "@/lib/users/schemas";

export function ConfirmForm({ action, email, returnTo }: { action: FormAction; email: string; returnTo: string }) {
  const form = useActionForm({ action, schema: confirmSchema });
  return (
    <Form form={form}>
      <FormError />
      <input type="hidden" name="returnTo" value={returnTo} />
      <input type="email" value={email} autoComplete="username" readOnly hidden />
      <PasswordField name="password" label="Password" autoComplete="current-password" required autoFocus />
      <SubmitButton size="lg" className="w-full" pendingText="Confirming…">
        Confirm
      </SubmitButton>
    </Form>
  );
}
