"use client";
import { Field } from "@/components/form/field";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { NewPasswordField } from "@/components/form/new-password-field";
import { type FormAction, useActionForm } from "@/components/form/use-action-form";
import { joinSchema } from "@/lib/invitations/schemas";

export function JoinForm({ action, email }: { action: FormAction; email: string }) {
  const form = useActionForm({ action, schema: joinSchema });
  return (
    <Form form={form}>
      <FormError />
      <Field name="name" label="Your name" autoComplete="name" required />
      <input type="email" value={email} autoComplete="username" readOnly hidden />
      <NewPasswordField />
      <SubmitButton size="lg" className="w-full" pendingText="Joining…">
        Join organization
      </SubmitButton>
    </Form>
  );
}
