"use client";
import { Field } from "@/components/form/field";
import { Form, FormError, FormOk, SubmitButton } from "@/components/form/form";
import { useActionForm } from "@/components/form/use-action-form";
import { billingEmailSchema } from "@/lib/billing/schemas";
import { addEmail } from "./actions";

export function AddEmailForm({ orgId }: { orgId: number }) {
  const form = useActionForm({ action: addEmail, schema: billingEmailSchema, resetOnOk: true });
  return (
    <Form form={form} className="grid gap-2">
      <input type="hidden" name="orgId" value={orgId} />
      <FormError />
      <div className="flex flex-wrap items-start gap-2">
        <Field
          name="email"
          label="E-mail address"
          hideLabel
          type="email"
          placeholder="invoices@example.com"
          autoComplete="off"
          className="min-w-0 flex-1 basis-52"
        />
        <SubmitButton variant="secondary" pendingText="Adding…">
          Add e-mail
        </SubmitButton>
      </div>
      <FormOk />
    </Form>
  );
}
