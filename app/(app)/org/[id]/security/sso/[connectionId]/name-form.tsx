"use client";
import { Field } from "@/components/form/field";
import { Form, FormError, FormOk, SubmitButton } from "@/components/form/form";
import { useActionForm } from "@/components/form/use-action-form";
import { renameConnectionSchema } from "@/lib/sso/connection-schemas";
import { rename } from "../actions";

export function NameForm({ orgId, connectionId, name }: { orgId: number; connectionId: string; name: string }) {
  const form = useActionForm({ action: rename, schema: renameConnectionSchema, defaultValues: { name } });
  return (
    <Form form={form} className="grid gap-3">
      <FormError />
      <input type="hidden" name="orgId" value={orgId} />
      <input type="hidden" name="connectionId" value={connectionId} />
      <Field
        name="name"
        label="Name"
        hint={`The sign-in button reads “Continue with ${name}”.`}
        className="max-w-96"
        required
      />
      <div className="flex flex-wrap gap-3">
        <SubmitButton variant="secondary" pendingText="Saving…">
          Save
        </SubmitButton>
        <FormOk />
      </div>
    </Form>
  );
}
