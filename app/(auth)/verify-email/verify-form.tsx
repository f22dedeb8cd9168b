"use client";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { PasswordField } from "@/components/form/password-field";
import { type FormAction, useActionForm } from "@/components/form/use-action-form";
import { verifyEmailSchema } from "@/lib/users/schemas";

export function VerifyForm({
  action,
  email,
  askPassword,
}: {
  action: FormAction;
  email: string;
  askPassword: boolean;
}) {
  const form = useActionForm({ action, schema: verifyEmailSchema });
  return (
    <Form form={form}>
      <FormError />
      {askPassword && (
        <>
          <input type="email" value={email} autoComplete="username" readOnly hidden />
          <PasswordField
            name="password"
            label="Password"
            hint="The one chosen at sign-up: this is another browser."
            autoComplete="current-password"
            required
          />
        </>
      )}
      <SubmitButton size="lg" className="w-full" pendingText="Confirming…">
        Confirm e-mail address
      </SubmitButton>
    </Form>
  );
}
