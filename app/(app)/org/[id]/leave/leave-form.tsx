"use client";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { useActionForm } from "@/components/form/use-action-form";
import { LinkButton } from "@/components/ui/button";
import { paths } from "@/lib/paths";
import { noFields } from "@/lib/projects/schemas";
import { leave } from "./actions";

export function LeaveForm({ orgId }: { orgId: number }) {
  const form = useActionForm({ action: leave, schema: noFields });
  return (
    <Form form={form} className="grid gap-4">
      <input type="hidden" name="orgId" value={orgId} />
      <FormError />
      <div className="flex flex-wrap gap-2">
        <SubmitButton variant="danger" pendingText="Leaving…">
          Leave Organization
        </SubmitButton>
        <LinkButton href={paths.account}>Stay</LinkButton>
      </div>
    </Form>
  );
}
