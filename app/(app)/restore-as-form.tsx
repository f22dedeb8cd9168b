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
    <Form form={form} className="mt-1 grid gap-2">
      {Object.entries(fields).map(([key, value]) => (
        <input key={key} type="hidden" name={key} value={value} />
      ))}
      <FormError />
      <div className="flex flex-wrap items-end gap-2">
        <Field
          name="name"
          label={`New name for ${name}`}
          hint="Another project has its name now."
          autoComplete="off"
          className="w-72 max-w-full"
        />
        <SubmitButton variant="secondary" size="sm" pendingText="Restoring…" className="mb-6">
          Restore
        </SubmitButton>
      </div>
    </Form>
  );
}
