"use client";
import { Field } from "@/components/form/field";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { useActionForm } from "@/components/form/use-action-form";
import { LinkButton } from "@/components/ui/button";
import { paths } from "@/lib/paths";
import { deleteProjectSchema } from "@/lib/projects/schemas";
import { remove } from "./actions";

export function DeletionForm({ projectId, name, typed }: { projectId: number; name: string; typed: string }) {
  const form = useActionForm({ action: remove, schema: deleteProjectSchema, defaultValues: { typed } });
  return (
    <Form form={form} className="grid gap-4">
      <input type="hidden" name="projectId" value={projectId} />
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
        <LinkButton href={paths.projectSettings(projectId)}>Keep it</LinkButton>
      </div>
    </Form>
  );
}
