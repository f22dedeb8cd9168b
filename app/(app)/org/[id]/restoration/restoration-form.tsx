"use client";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { useActionForm } from "@/components/form/use-action-form";
import { LinkButton } from "@/components/ui/button";
import { restoreOrgSchema } from "@/lib/orgs/schemas";
import { paths } from "@/lib/paths";
import { restore } from "./actions";

export function RestorationForm({ orgId, name }: { orgId: number; name: string }) {
  const form = useActionForm({ action: restore, schema: restoreOrgSchema });
  return (
    <Form form={form} className="grid gap-4">
      <input type="hidden" name="deleted" value={orgId} />
      <FormError />
      <div className="flex flex-wrap gap-2">
        <SubmitButton pendingText="Restoring…">{`Restore ${name}`}</SubmitButton>
        <LinkButton href={paths.account}>Leave it deleted</LinkButton>
      </div>
    </Form>
  );
}
