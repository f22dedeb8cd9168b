"use client";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { useActionForm } from "@/components/form/use-action-form";
import { domainSchema } from "@/lib/sso/schemas";
import { check } from "../actions";

export function CheckForm({ orgId, domainId }: { orgId: number; domainId: string }) {
  const form = useActionForm({ action: check, schema: domainSchema });
  return (
    <Form form={form} className="grid gap-3">
      <FormError />
      <input type="hidden" name="orgId" value={orgId} />
      <input type="hidden" name="domainId" value={domainId} />
      <SubmitButton pendingText="Asking DNS…">Check now</SubmitButton>
    </Form>
  );
}
