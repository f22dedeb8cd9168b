"use client";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { TypedField } from "@/components/form/typed-field";
import { useActionForm } from "@/components/form/use-action-form";
import { confirmTransferSchema } from "@/lib/projects/schemas";
import { confirm } from "./actions";

type Props = { orgId: number; transferId: string; name: string; typed: string };

export function ConfirmForm({ orgId, transferId, name, typed }: Props) {
  const form = useActionForm({ action: confirm, schema: confirmTransferSchema, defaultValues: { typed } });
  return (
    <Form form={form} className="grid gap-4">
      <input type="hidden" name="orgId" value={orgId} />
      <input type="hidden" name="transferId" value={transferId} />
      <FormError />
      <TypedField phrase={name} />
      <SubmitButton variant="danger" pendingText="Confirming…">
        Confirm transfer
      </SubmitButton>
    </Form>
  );
}
