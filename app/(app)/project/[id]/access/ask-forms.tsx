"use client";
import { TextareaField } from "@/components/form/field";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { useActionForm } from "@/components/form/use-action-form";
import { askSchema, withdrawSchema } from "@/lib/access-requests/schemas";
import { ask, withdraw } from "./actions";

type Key = { orgId: number; projectId: number };

export function AskForm({ orgId, projectId }: Key) {
  const form = useActionForm({ action: ask, schema: askSchema });
  return (
    <Form form={form}>
      <input type="hidden" name="orgId" value={orgId} />
      <input type="hidden" name="projectId" value={projectId} />
      <FormError />
      <TextareaField name="reason" label="What you need it for" optional rows={3} />
      <SubmitButton pendingText="Asking…">Ask for access</SubmitButton>
    </Form>
  );
}

export function WithdrawForm({ orgId, projectId }: Key) {
  const form = useActionForm({ action: withdraw, schema: withdrawSchema });
  return (
    <Form form={form}>
      <input type="hidden" name="orgId" value={orgId} />
      <input type="hidden" name="projectId" value={projectId} />
      <FormError />
      <SubmitButton variant="secondary" pendingText="Taking it back…">
        Take the request back
      </SubmitButton>
    </Form>
  );
}
