"use client";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { NewPasswordField } from "@/components/form/new-password-field";
import { type FormAction, useActionForm } from "@/components/form/use-action-form";
import { resetPasswordSchema } from "@/lib/users/schemas";

export function ResetForm({ action, email }: { action: FormAction; email: string }) {
  const form = useActionForm({ action, schema: resetPasswordSchema });
  return (
    <Form form={form}>
      <FormError />
      {/* For password managers: whose password this is. */}
      <input type="email" value={email} autoComplete="username" readOnly hidden />
      <NewPasswordField label="New password" />
      <SubmitButton size="lg" className="w-full" pendingText="Changing…">
        Change password
      </SubmitButton>
    </Form>
  );
}
