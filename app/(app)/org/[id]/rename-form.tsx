"use client";
import { Field } from "@/components/form/field";
import { Form, FormError, FormOk, SubmitButton } from "@/components/form/form";
import { useActionForm } from "@/components/form/use-action-form";
import { renameOrgSchema } from "@/lib/orgs/schemas";
import { saveName } from "./actions";

export function RenameForm({ orgId, name }: { orgId: number; name: string }) {
  const form = useActionForm({ action: saveName, schema: renameOrgSchema, defaultValues: { name } });
  return (
    <Form form={form} className="grid gap-3">
      <input type="hidden" name="orgId" value={orgId} />
      <FormError />
      <div className="flex flex-wrap items-start gap-2">
        <Field
          name="name"
          label="Organization name"
          hideLabel
          autoComplete="organization"
          className="w-80 max-w-full"
        />
        <SubmitButton pendingText="Saving…">Save name</SubmitButton>
        <FormOk />
      </div>
    </Form>
  );
}
