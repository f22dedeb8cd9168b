"use client";
import { Field } from "@/components/form/field";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { PasswordField } from "@/components/form/password-field";
import { type FormAction, useActionForm } from "@/components/form/use-action-form";
import { Link } from "@/components/ui/link";
import { signInSchema } from "@/lib/users/schemas";

const link = "text-xs text-accent hover:underline";

export function PasswordForm(props: {
  action: FormAction;
  email: string;
  returnTo: string;
  otherHref: string;
  forgotHref: string;
}) {
  const { action, email, returnTo, otherHref, forgotHref } = props;
  const form = useActionForm({ action, schema: signInSchema, defaultValues: { email } });
  return (
    <Form form={form}>
      <FormError />
      <input type="hidden" name="returnTo" value={returnTo} />
      {/* Shown and sent, so that a password manager knows whose password it is. */}
      <Field
        name="email"
        label="E-mail"
        type="email"
        autoComplete="username"
        readOnly
        aside={
          <Link href={otherHref} className={link}>
            Not you?
          </Link>
        }
      />
      <PasswordField
        name="password"
        label="Password"
        autoComplete="current-password"
        required
        autoFocus
        aside={
          <Link href={forgotHref} className={link}>
            Forgot password?
          </Link>
        }
      />
      <SubmitButton size="lg" className="w-full" pendingText="Signing in…">
        Sign in
      </SubmitButton>
    </Form>
  );
}
