"use client";
import { Field } from "@/components/form/field";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { useActionForm } from "@/components/form/use-action-form";
import { createTeamSchema } from "@/lib/teams/schemas";
import { create } from "./actions";

export function TeamForm({ orgId, requestKey }: { orgId: number; requestKey: string }) {
  const form = useActionForm({ action: create, schema: createTeamSchema });
  return (
    <Form form={form}>
      <input type="hidden" name="orgId" value={orgId} />
      <input type="hidden" name="requestKey" value={requestKey} />
      <FormError />
      <Field name="name" label="Name" autoComplete="off" hint="What people call it, such as Growth or Support." />
      <SubmitButton pendingText="Creating…">Create Team</SubmitButton>
    </Form>
  );
}
