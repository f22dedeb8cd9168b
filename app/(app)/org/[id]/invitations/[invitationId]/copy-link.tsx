"use client";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { useActionForm } from "@/components/form/use-action-form";
import { CopyField } from "@/components/ui/copy-field";
import { invitationIdSchema } from "@/lib/invitations/schemas";
import { copyLink } from "./actions";

export function CopyLink({ orgId, invitationId }: { orgId: number; invitationId: string }) {
  const form = useActionForm({ action: copyLink, schema: invitationIdSchema });
  const url = form.state.status === "ok" ? form.state.message : undefined;
  return (
    <Form form={form} className="grid gap-3">
      <input type="hidden" name="orgId" value={orgId} />
      <input type="hidden" name="invitationId" value={invitationId} />
      <FormError />
      {url && <CopyField value={url} label="Invitation link" />}
      <SubmitButton variant="secondary" pendingText="Making a link…">
        {url ? "Make another link" : "Copy link"}
      </SubmitButton>
    </Form>
  );
}
