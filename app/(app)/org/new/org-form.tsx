"use client";
import { Field } from "@/components/form/field";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { useActionForm } from "@/components/form/use-action-form";
import { createOrgSchema } from "@/lib/orgs/schemas";
import { create } from "./actions";

export function OrgForm({ requestKey }: { requestKey: string }) {
  const form = useActionForm({ action: create, schema: createOrgSchema });
  return (
    <Form form={form}>
      <input type="hidden" name="requestKey" value={requestKey} />
      <FormError />
      <Field
        name="name"
        label="Organization name"
        autoComplete="organization"
        hint="Shown to everyone in it. It can be changed later."
      />
      <SubmitButton pendingText="Creating…">Create Organization</SubmitButton>
    </Form>
  );
}
