"use client";
import { Field } from "@/components/form/field";
import { Form, FormError, FormOk, SubmitButton } from "@/components/form/form";
import { useActionForm } from "@/components/form/use-action-form";
import { changeEmailSchema } from "@/lib/users/schemas";
import { changeEmail } from "./actions";

export function EmailForm({ typed }: { typed: string }) {
  const form = useActionForm({
    action: changeEmail,
    schema: changeEmailSchema,
    defaultValues: { email: typed },
    resetOnOk: true,
  });
  return (
    <Form form={form} className="grid gap-3">
      <FormError />
      <Field name="email" type="email" label="New e-mail address" autoComplete="email" autoCapitalize="none" />
      <div className="flex flex-wrap gap-3">
        <SubmitButton variant="secondary" pendingText="Sending the link…">
          Change e-mail
        </SubmitButton>
        <FormOk />
      </div>
    </Form>
  );
}
