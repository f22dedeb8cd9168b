"use client";
import { Field } from "@/components/form/field";
import { Form, FormError, FormOk, SubmitButton } from "@/components/form/form";
import { useActionForm } from "@/components/form/use-action-form";
import { phoneCodeSchema, typedPhoneSchema } from "@/lib/users/schemas";
import { changePhone, confirmPhone } from "./actions";

export function PhoneForm({ typed, has }: { typed: string; has: boolean }) {
  const form = useActionForm({
    action: changePhone,
    schema: typedPhoneSchema,
    defaultValues: { phone: typed },
    resetOnOk: true,
  });
  return (
    <Form form={form} className="grid gap-3">
      <FormError />
      <Field
        name="phone"
        type="tel"
        label={has ? "Another phone number" : "Phone number"}
        autoComplete="tel"
        hint="With its country code, such as +49 30 123456. A code is texted to it."
      />
      <div className="flex flex-wrap gap-3">
        <SubmitButton variant="secondary" pendingText="Sending the code…">
          Send code
        </SubmitButton>
        <FormOk />
      </div>
    </Form>
  );
}

export function PhoneCodeForm() {
  const form = useActionForm({ action: confirmPhone, schema: phoneCodeSchema });
  return (
    <Form form={form} className="grid gap-3">
      <FormError />
      <Field name="code" label="Code" inputMode="numeric" autoComplete="one-time-code" className="max-w-40" />
      <SubmitButton variant="secondary" pendingText="Verifying…">
        Verify number
      </SubmitButton>
    </Form>
  );
}
