"use client";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { TypedField } from "@/components/form/typed-field";
import { useActionForm } from "@/components/form/use-action-form";
import { LinkButton } from "@/components/ui/button";
import { deleteTeamsSchema } from "@/lib/teams/schemas";
import { remove } from "./actions";

type Props = {
  orgId: number;
  fields: { name: string; value: string }[];
  phrase: string;
  typed: string;
  button: string;
  backHref: string;
};

export function DeletionForm({ orgId, fields, phrase, typed, button, backHref }: Props) {
  const form = useActionForm({
    action: remove,
    schema: deleteTeamsSchema,
    lists: ["ids"],
    defaultValues: { typed },
  });
  return (
    <Form form={form} className="grid gap-4">
      <input type="hidden" name="orgId" value={orgId} />
      {fields.map(({ name, value }) => (
        <input key={`${name} ${value}`} type="hidden" name={name} value={value} />
      ))}
      <FormError />
      <TypedField phrase={phrase} />
      <div className="flex flex-wrap gap-2">
        <SubmitButton variant="danger" pendingText="Deleting…">
          {button}
        </SubmitButton>
        <LinkButton href={backHref}>Delete nothing</LinkButton>
      </div>
    </Form>
  );
}
