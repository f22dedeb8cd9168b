"use client";
import { Field } from "@/components/form/field";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { useActionForm } from "@/components/form/use-action-form";
import { CopyField } from "@/components/ui/copy-field";
import { newTokenSchema } from "@/lib/scim/schemas";
import { makeToken } from "./actions";

/** The token is shown here once, right after it was made. */
export function TokenForm({ orgId, typed }: { orgId: number; typed: string }) {
  const form = useActionForm({ action: makeToken, schema: newTokenSchema, defaultValues: { name: typed } });
  const token = form.state.status === "ok" ? form.state.message : undefined;
  if (token) {
    return (
      <div className="grid gap-2">
        <CopyField value={token} label="Token" secret />
        <p role="status" className="text-good">
          Copy it now: it is shown this once.
        </p>
      </div>
    );
  }
  return (
    <Form form={form} className="grid gap-3">
      <FormError />
      <input type="hidden" name="orgId" value={orgId} />
      <Field name="name" label="Name" hint="Such as Okta: who uses it." className="max-w-96" required />
      <SubmitButton variant="secondary" pendingText="Making…">
        Make a token
      </SubmitButton>
    </Form>
  );
}
