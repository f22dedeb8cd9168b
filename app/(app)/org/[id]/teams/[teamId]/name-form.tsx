"use client";
import { Field } from "@/components/form/field";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { useActionForm } from "@/components/form/use-action-form";
import { renameTeamSchema } from "@/lib/teams/schemas";
import { rename } from "./actions";

export function NameForm({ orgId, teamId, name }: { orgId: number; teamId: string; name: string }) {
  const form = useActionForm({ action: rename, schema: renameTeamSchema, defaultValues: { name } });
  return (
    <Form form={form} className="grid gap-3">
      <input type="hidden" name="orgId" value={orgId} />
      <input type="hidden" name="teamId" value={teamId} />
      <FormError />
      <div className="flex flex-wrap items-start gap-2">
        <Field name="name" label="Name" hideLabel autoComplete="off" className="min-w-40 flex-1" />
        <SubmitButton variant="secondary" pendingText="Saving…">
          Save name
        </SubmitButton>
      </div>
    </Form>
  );
}
