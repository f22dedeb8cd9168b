"use client";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { type FormAction, useActionForm } from "@/components/form/use-action-form";
import { type ButtonVariant, LinkButton } from "@/components/ui/button";
import { chosenInvitationsSchema } from "@/lib/invitations/selection";
import { paths } from "@/lib/paths";

type Props = {
  orgId: number;
  action: FormAction;
  /** What was chosen in the list, and the filter it was chosen by. */
  chosen: { name: string; value: string }[];
  shown: number;
  submit: { label: string; pending: string; variant: ButtonVariant };
  cancel: string;
};

export function ChosenForm({ orgId, action, chosen, shown, submit, cancel }: Props) {
  const form = useActionForm({ action, schema: chosenInvitationsSchema, lists: ["ids"] });
  return (
    <Form form={form}>
      <input type="hidden" name="orgId" value={orgId} />
      <input type="hidden" name="shown" value={shown} />
      {chosen.map(({ name, value }) => (
        <input key={`${name} ${value}`} type="hidden" name={name} value={value} />
      ))}
      <FormError />
      <div className="flex flex-wrap gap-2">
        <SubmitButton variant={submit.variant} pendingText={submit.pending}>
          {submit.label}
        </SubmitButton>
        <LinkButton href={paths.invited(orgId)}>{cancel}</LinkButton>
      </div>
    </Form>
  );
}
