"use client";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { useActionForm } from "@/components/form/use-action-form";
import { nothing } from "@/lib/users/schemas";
import { makeCodes } from "../actions";
import { RecoveryCodes } from "../codes";

export function MakeCodes({ next }: { next: string }) {
  const form = useActionForm({ action: makeCodes, schema: nothing });
  const codes = form.state.status === "ok" ? form.state.message : undefined;
  if (codes) return <RecoveryCodes codes={codes} next={next} />;
  return (
    <Form form={form}>
      <FormError />
      <SubmitButton size="lg" className="w-full" pendingText="Making codes…">
        Make new codes
      </SubmitButton>
    </Form>
  );
}
