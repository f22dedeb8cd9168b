"use client";
import { Field } from "@/components/form/field";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { type FormAction, useActionForm } from "@/components/form/use-action-form";
import { restoreProjectSchema } from "@/lib/projects/schemas";

/** Restores a project whose name another one has taken meanwhile. */
export function RestoreAsForm({
  action,
  fields,
  name,
}: {
  action: FormAction;
  fields: Record<string, number>;
  name: string;
}) {
  const form = useActionForm({
    action,
    schema: restoreProjectSchema,
    defaultValues: { name: `${[...name].slice(0, 69).join("")} (restored)` },
  });
  return (
    <Form form={form} className="mt-2 grid gap-2">
      {Object.entries(fields).map(([key, value]) => (
        <input key={key} type="hidden" name={key} value={value} />
      ))}
      <FormError />
      <p className="text-ink-2">Another project has its name now. Restore this one as</p>
      <div className="flex flex-wrap items-start gap-2">
        <Field name="name" label={`New name for ${name}`} hideLabel autoComplete="off" className="w-44 sm:w-72" />
        <SubmitButton variant="secondary" pendingText="Restoring…">
          Restore
        </SubmitButton>
      </div>
    </Form>
  );
}
