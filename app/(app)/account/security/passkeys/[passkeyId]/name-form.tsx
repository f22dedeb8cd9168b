"use client";
import { Field } from "@/components/form/field";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { useActionForm } from "@/components/form/use-action-form";
import { renamePasskeySchema } from "@/lib/two-factor/schemas";
import { renameKey } from "../../actions";

export function NameForm({ passkeyId, name }: { passkeyId: string; name: string }) {
  const form = useActionForm({ action: renameKey, schema: renamePasskeySchema, defaultValues: { name } });
  return (
    <Form form={form}>
      <FormError />
      <input type="hidden" name="passkeyId" value={passkeyId} />
      <Field name="name" label="Name" autoComplete="off" required />
      <SubmitButton pendingText="Saving…">Save name</SubmitButton>
    </Form>
  );
}
