"use client";
import { Field } from "@/components/form/field";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { useActionForm } from "@/components/form/use-action-form";
import { claimDomainSchema } from "@/lib/sso/schemas";
import { claim } from "./actions";

export function ClaimForm({ orgId, typed }: { orgId: number; typed: string }) {
  const form = useActionForm({ action: claim, schema: claimDomainSchema, defaultValues: { domain: typed } });
  return (
    <Form form={form} className="grid gap-3">
      <FormError />
      <input type="hidden" name="orgId" value={orgId} />
      <Field
        name="domain"
        label="Domain"
        hint="What stands behind the @ of your people, such as example.com. Sub-domains are claimed one by one."
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        className="max-w-96"
        required
      />
      <SubmitButton variant="secondary" pendingText="Adding…">
        Add domain
      </SubmitButton>
    </Form>
  );
}
