"use client";
import { Field } from "@/components/form/field";
import { Form, FormError, SubmitButton } from "@/components/form/form";
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
      <Field
        name="typed"
        label={`Type “${name}”`}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        className="max-w-96"
      />
      <div className="flex flex-wrap gap-2">
        <SubmitButton variant="danger" pendingText="Deleting…">
          {`Delete ${name}`}
        </SubmitButton>
        <LinkButton href={paths.org(orgId)}>Keep it</LinkButton>
      </div>
    </Form>
  );
}
