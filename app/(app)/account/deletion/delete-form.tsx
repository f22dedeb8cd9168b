"use client";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { TypedField } from "@/components/form/typed-field";
import { useActionForm } from "@/components/form/use-action-form";
import { deleteAccountSchema } from "@/lib/users/schemas";
import { askToDelete } from "./actions";

export function DeleteForm({ email, typed }: { email: string; typed: string }) {
  const form = useActionForm({ action: askToDelete, schema: deleteAccountSchema, defaultValues: { typed } });
  return (
    <Form form={form} className="grid gap-4">
      <FormError />
      <TypedField phrase={email} />
      <SubmitButton variant="danger" pendingText="Deleting…">
        Delete account
      </SubmitButton>
    </Form>
  );
}
