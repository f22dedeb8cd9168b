"use client";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { useActionForm } from "@/components/form/use-action-form";
import { CopyField } from "@/components/ui/copy-field";
import { nothing } from "@/lib/users/schemas";
import { makeToken } from "./actions";

/** The token is shown here once, right after it was made. */
export function TokenForm({ has }: { has: boolean }) {
  const form = useActionForm({ action: makeToken, schema: nothing });
  const token = form.state.status === "ok" ? form.state.message : undefined;
  if (token) {
    return (
      <div className="grid gap-2">
        <CopyField value={token} label="GDPR OAuth token" secret />
        <p role="status" className="text-good">
          Copy it now: it is shown this once. It works for a year.
        </p>
      </div>
    );
  }
  return (
    <Form form={form} className="grid gap-2">
      <FormError />
      <SubmitButton variant="secondary" pendingText="Generating…">
        {has ? "Generate a new token" : "Generate token"}
      </SubmitButton>
      {has && <p className="text-xs text-ink-3">The present one stops at once.</p>}
    </Form>
  );
}
