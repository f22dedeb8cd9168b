"use client";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { useActionForm } from "@/components/form/use-action-form";
import { LinkButton } from "@/components/ui/button";
import { teamChangeSchema } from "@/lib/teams/schemas";
import { change } from "../actions";

type Props = {
  orgId: number;
  fields: { name: string; value: string }[];
  button: string;
  danger: boolean;
  backHref: string;
  againHref: string;
};

/** Saves what the page shows. */
export function ChangeForm({ orgId, fields, button, danger, backHref, againHref }: Props) {
  const form = useActionForm({ action: change, schema: teamChangeSchema, lists: ["ids"] });
  const refused = form.state.status === "refused" && (form.formError ?? Object.values(form.state.fieldErrors ?? {})[0]);
  return (
    <Form form={form} className="grid gap-4">
      <input type="hidden" name="orgId" value={orgId} />
      {fields.map(({ name, value }) => (
        <input key={`${name} ${value}`} type="hidden" name={name} value={value} />
      ))}
      {refused && !form.formError ? (
        <p role="alert" className="rounded-md bg-bad-wash px-3 py-2 text-bad">
          {refused}
        </p>
      ) : (
        <FormError />
      )}
      <div className="flex flex-wrap gap-2">
        <SubmitButton variant={danger ? "danger" : "primary"} pendingText="Saving…">
          {button}
        </SubmitButton>
        <LinkButton href={backHref}>Change nothing</LinkButton>
        {refused && (
          <LinkButton href={againHref} plain>
            Look again
          </LinkButton>
        )}
      </div>
    </Form>
  );
}
