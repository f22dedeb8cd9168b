"use client";
import { Field } from "@/components/form/field";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { useActionForm } from "@/components/form/use-action-form";
import { typedPhoneSchema } from "@/lib/users/schemas";
import { sendPhoneCode } from "../actions";

export function PhoneForm({ typed }: { typed: string }) {
  const form = useActionForm({ action: sendPhoneCode, schema: typedPhoneSchema, defaultValues: { phone: typed } });
  return (
    <Form form={form}>
      <FormError />
      <Field
        name="phone"
        type="tel"
        label="Phone number"
        autoComplete="tel"
        hint="With its country code, such as +49 30 123456."
        required
      />
      <SubmitButton size="lg" className="w-full" pendingText="Sending the code…">
        Text a code
      </SubmitButton>
    </Form>
  );
}
