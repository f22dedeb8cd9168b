"use client";
import { Field } from "@/components/form/field";
import { Form, FormError, FormOk, SubmitButton } from "@/components/form/form";
import { useActionForm } from "@/components/form/use-action-form";
import { sessionLimitsSchema } from "@/lib/orgs/security-schemas";
import { saveLimits } from "./actions";

type Props = { orgId: number; idleHours: string; hours: string };

export function LimitsForm({ orgId, idleHours, hours }: Props) {
  const form = useActionForm({ action: saveLimits, schema: sessionLimitsSchema, defaultValues: { idleHours, hours } });
  return (
    <Form form={form} className="grid gap-3">
      <FormError />
      <input type="hidden" name="orgId" value={orgId} />
      <div className="grid gap-3 sm:grid-cols-2">
        <Field
          name="idleHours"
          label="Hours without use"
          hint="1 to 168; empty for 7 days."
          inputMode="numeric"
          autoComplete="off"
          optional
        />
        <Field
          name="hours"
          label="Hours in all"
          hint="1 to 720; empty for 30 days."
          inputMode="numeric"
          autoComplete="off"
          optional
        />
      </div>
      <div className="flex flex-wrap gap-3">
        <SubmitButton variant="secondary" pendingText="Saving…">
          Save limits
        </SubmitButton>
        <FormOk />
      </div>
    </Form>
  );
}
