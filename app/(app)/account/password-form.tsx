"use client";
import { Form, FormError, FormOk, SubmitButton } from "@/components/form/form";
import { NewPasswordField } from "@/components/form/new-password-field";
import { PasswordField } from "@/components/form/password-field";
import { useActionForm } from "@/components/form/use-action-form";
import { changePasswordSchema } from "@/lib/users/schemas";
import { savePassword } from "./actions";

export function PasswordForm({ email }: { email: string }) {
  const form = useActionForm({ action: savePassword, schema: changePasswordSchema });
  return (
    <Form form={form} className="grid gap-3">
      <FormError />
      {/* For password managers: whose password this is. */}
      <input type="email" value={email} autoComplete="username" readOnly hidden />
      <PasswordField name="current" label="Present password" autoComplete="current-password" />
      <NewPasswordField label="New password" />
      <div className="flex flex-wrap gap-3">
        <SubmitButton variant="secondary" pendingText="Changing…">
          Change password
        </SubmitButton>
        <FormOk />
      </div>
    </Form>
  );
}
