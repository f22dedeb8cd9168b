"use client";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { TypedField } from "@/components/form/typed-field";
import { useActionForm } from "@/components/form/use-action-form";
import { LinkButton } from "@/components/ui/button";
import { paths } from "@/lib/paths";
import { resetProjectSchema } from "@/lib/projects/schemas";
import { reset } from "./actions";

type Props = {
  projectId: number;
  name: string;
  /** The latest reset that the page knows of. */
  shown: string;
  typed: string;
};

export function ResetForm({ projectId, name, shown, typed }: Props) {
  const form = useActionForm({ action: reset, schema: resetProjectSchema, defaultValues: { typed } });
  return (
    <Form form={form} className="grid gap-4">
      <input type="hidden" name="projectId" value={projectId} />
      <input type="hidden" name="shown" value={shown} />
      <FormError />
      <TypedField phrase={name} />
      <div className="flex flex-wrap gap-2">
        <SubmitButton variant="danger" pendingText="Resetting…">
          {`Reset ${name}`}
        </SubmitButton>
        <LinkButton href={paths.projectSettings(projectId)}>Keep the data</LinkButton>
      </div>
    </Form>
  );
}
