"use client";
import { Field } from "@/components/form/field";
import { Form, FormError, SubmitButton } from "@/components/form/form";
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
      <Field
        name="typed"
        label={`Type “${name}”`}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        className="max-w-96"
      />
      <div className="flex flex-wrap gap-2">
        <SubmitButton variant="danger" pendingText="Resetting…">
          {`Reset ${name}`}
        </SubmitButton>
        <LinkButton href={paths.projectSettings(projectId)}>Keep the data</LinkButton>
      </div>
    </Form>
  );
}
