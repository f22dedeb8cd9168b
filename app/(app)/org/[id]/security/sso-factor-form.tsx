"use client";
import { CheckboxField } from "@/components/form/checkbox-field";
import { Form, FormError, FormOk, SubmitButton } from "@/components/form/form";
import { useActionForm } from "@/components/form/use-action-form";
import { ssoFactorSchema } from "@/lib/orgs/security-schemas";
import { saveSsoFactor } from "./actions";

export function SsoFactorForm({ orgId, counts }: { orgId: number; counts: boolean }) {
  const form = useActionForm({ action: saveSsoFactor, schema: ssoFactorSchema, defaultValues: { counts } });
  return (
    <Form form={form} className="grid gap-3">
      <FormError />
      <input type="hidden" name="orgId" value={orgId} />
      <CheckboxField
        name="counts"
        label="Single sign-on stands for the second factor"
        hint="Off, people who come through it show a factor of their own, too, where they have one or it is required."
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
