"use client";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { TypedField } from "@/components/form/typed-field";
import { useActionForm } from "@/components/form/use-action-form";
import { LinkButton } from "@/components/ui/button";
import { deleteProjectsSchema } from "@/lib/projects/schemas";
import { remove } from "./actions";

type Props = {
  orgId: number;
  /** What was chosen in the list, and the filter it was chosen by. */
  chosen: { name: string; value: string }[];
  shown: number;
  /** What has to be typed. */
  phrase: string;
  typed: string;
  button: string;
  backHref: string;
};

export function DeletionForm({ orgId, chosen, shown, phrase, typed, button, backHref }: Props) {
  const form = useActionForm({
    action: remove,
    schema: deleteProjectsSchema,
    defaultValues: { typed },
    lists: ["ids"],
  });
  return (
    <Form form={form} className="grid gap-4">
      <input type="hidden" name="orgId" value={orgId} />
      <input type="hidden" name="shown" value={shown} />
      {chosen.map(({ name, value }) => (
        <input key={`${name} ${value}`} type="hidden" name={name} value={value} />
      ))}
      <FormError />
      <TypedField phrase={phrase} />
      <div className="flex flex-wrap gap-2">
        <SubmitButton variant="danger" pendingText="Deleting…">
          {button}
        </SubmitButton>
        <LinkButton href={backHref}>{shown === 1 ? "Keep it" : "Keep them"}</LinkButton>
      </div>
    </Form>
  );
}
