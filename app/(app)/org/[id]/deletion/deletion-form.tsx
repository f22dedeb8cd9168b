"use client";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { TypedField } from "@/components/form/typed-field";
import { useActionForm } from "@/components/form/use-action-form";
import { LinkButton } from "@/components/ui/button";
import { deleteOrgSchema } from "@/lib/orgs/schemas";
import { paths } from "@/lib/paths";
import { remove } from "./actions";

export function DeletionForm({ orgId, name, typed }: { orgId: number; name: string; typed: string }) {
  const form = useActionForm({ action: remove, schema: deleteOrgSchema, defaultValues: { typed } });
  return (
    <Form form={form} className="grid gap-4">
      <input type="hidden" name="orgId" value={orgId} />
      <FormError />
      <TypedField phrase={name} />
      <div className="flex flex-wrap gap-2">
        <SubmitButton variant="danger" pendingText="Deleting…">
          {`Delete ${name}`}
        </SubmitButton>
        <LinkButton href={paths.org(orgId)}>Keep it</LinkButton>
      </div>
    </Form>
  );
}
