"use client";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { TypedField } from "@/components/form/typed-field";
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
      <TypedField phrase={name} />
      <div className="flex flex-wrap gap-2">
        <SubmitButton variant="danger" pendingText="Deleting…">
          {`Delete ${name}`}
        </SubmitButton>
        <LinkButton href={paths.projectSettings(projectId)}>Keep it</LinkButton>
      </div>
    </Form>
  );
}
