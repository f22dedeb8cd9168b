"use client";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { useActionForm } from "@/components/form/use-action-form";
import { serviceAccountSchema } from "@/lib/service-accounts/schemas";
import { SecretShown } from "../secret-shown";
import { renew } from "./actions";

/** The new secret is shown here once. */
export function RenewForm({ orgId, accountId }: { orgId: number; accountId: number }) {
  const form = useActionForm({ action: renew, schema: serviceAccountSchema });
  const made = form.state.status === "ok" ? form.state.message : undefined;
  if (made) return <SecretShown orgId={orgId} made={made} />;
  return (
    <Form form={form} className="grid gap-3">
      <input type="hidden" name="orgId" value={orgId} />
      <input type="hidden" name="accountId" value={accountId} />
      <FormError />
      <SubmitButton variant="secondary" pendingText="Making…">
        Make a new secret
      </SubmitButton>
    </Form>
  );
}
