"use client";
import { type Choice, ChoiceGroup } from "@/components/form/checkbox-field";
import { TextareaField } from "@/components/form/field";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { useActionForm } from "@/components/form/use-action-form";
import { declineAccessSchema, grantAccessSchema } from "@/lib/access-requests/schemas";
import { decline, give } from "./actions";

type Key = { projectId: number; requestId: string };

function Hidden({ projectId, requestId }: Key) {
  return (
    <>
      <input type="hidden" name="projectId" value={projectId} />
      <input type="hidden" name="requestId" value={requestId} />
    </>
  );
}

export function GrantForm({ roles, ...key }: Key & { roles: Choice[] }) {
  const first = roles.find(({ disabled }) => !disabled)?.value;
  const form = useActionForm({ action: give, schema: grantAccessSchema, defaultValues: { role: first } });
  return (
    <Form form={form}>
      <Hidden {...key} />
      <FormError />
      <ChoiceGroup name="role" legend="Role" choices={roles} />
      <SubmitButton pendingText="Giving access…">Give access</SubmitButton>
    </Form>
  );
}

export function DeclineForm(key: Key) {
  const form = useActionForm({ action: decline, schema: declineAccessSchema });
  return (
    <Form form={form}>
      <Hidden {...key} />
      <FormError />
      <TextareaField name="answer" label="A sentence for the person" optional rows={2} />
      <SubmitButton variant="danger-quiet" pendingText="Declining…">
        Decline
      </SubmitButton>
    </Form>
  );
}
