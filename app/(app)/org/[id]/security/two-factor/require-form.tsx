"use client";
import { Field } from "@/components/form/field";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { useActionForm } from "@/components/form/use-action-form";
import { LinkButton } from "@/components/ui/button";
import { requireTwoFactorSchema } from "@/lib/orgs/security-schemas";
import { requireFactor } from "../actions";

type Props = { orgId: number; was: string; graceDays: string; backHref: string };

export function RequireForm({ orgId, was, graceDays, backHref }: Props) {
  const form = useActionForm({ action: requireFactor, schema: requireTwoFactorSchema, defaultValues: { graceDays } });
  return (
    <Form form={form}>
      <FormError />
      <input type="hidden" name="orgId" value={orgId} />
      <input type="hidden" name="was" value={was} />
      <Field
        name="graceDays"
        label="Days until it is required"
        hint="0 to 30. Until then members without it see a banner with the day."
        inputMode="numeric"
        autoComplete="off"
        className="max-w-60"
        required
      />
      <div className="flex flex-wrap gap-2">
        <SubmitButton pendingText="Saving…">Require two-factor authentication</SubmitButton>
        <LinkButton href={backHref}>Cancel</LinkButton>
      </div>
    </Form>
  );
}
