"use client";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { useActionForm } from "@/components/form/use-action-form";
import { LinkButton } from "@/components/ui/button";
import { removeMemberSchema } from "@/lib/members/schemas";
import { paths } from "@/lib/paths";
import { remove } from "../actions";

export function RemovalForm({ orgId, userId, name }: { orgId: number; userId: string; name: string }) {
  const form = useActionForm({ action: remove, schema: removeMemberSchema });
  return (
    <Form form={form} className="grid gap-4">
      <input type="hidden" name="orgId" value={orgId} />
      <input type="hidden" name="userId" value={userId} />
      <FormError />
      <div className="flex flex-wrap gap-2">
        <SubmitButton variant="danger" pendingText="Removing…">
          {`Remove ${name}`}
        </SubmitButton>
        <LinkButton href={paths.user(orgId, userId)}>Keep them</LinkButton>
      </div>
    </Form>
  );
}
