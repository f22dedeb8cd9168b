"use client";
import { CheckboxField } from "@/components/form/checkbox-field";
import { Form, FormError, FormOk, SubmitButton } from "@/components/form/form";
import { useActionForm } from "@/components/form/use-action-form";
import { trustedDevicesSchema } from "@/lib/orgs/security-schemas";
import { saveTrust } from "./actions";

export function TrustForm({ orgId, allowed }: { orgId: number; allowed: boolean }) {
  const form = useActionForm({ action: saveTrust, schema: trustedDevicesSchema, defaultValues: { allowed } });
  return (
    <Form form={form} className="grid gap-3">
      <FormError />
      <input type="hidden" name="orgId" value={orgId} />
      <CheckboxField
        name="allowed"
        label="A device may be trusted for 30 days"
        hint="Where two-factor is required. Off, a session begun on a trusted device shows the second factor before this organization opens."
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
