"use client";
import type { ReactNode } from "react";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { type FormAction, useActionForm } from "@/components/form/use-action-form";
import type { ButtonVariant } from "@/components/ui/button";
import { LinkButton } from "@/components/ui/button";
import { addToTeamSchema, changeRolesSchema, removeMembersSchema } from "@/lib/members/selection";
import { paths } from "@/lib/paths";

const schemas = { remove: removeMembersSchema, role: changeRolesSchema, team: addToTeamSchema };

type Props = {
  orgId: number;
  action: FormAction;
  kind: keyof typeof schemas;
  /** The selection, its count and what else the page decided: hidden fields. */
  hidden: readonly { name: string; value: string }[];
  defaultValues?: Record<string, string>;
  /** The page for the same selection as it is now. */
  again: string;
  submit: { label: string; pending: string; variant: ButtonVariant };
  cancel: string;
  /** The fields that are seen. */
  children?: ReactNode;
};

/** The form that does something with a selection. Whatever it answers, the selection and what was typed stay. */
export function SelectionForm({ orgId, action, kind, hidden, defaultValues, again, submit, cancel, children }: Props) {
  const form = useActionForm({ action, schema: schemas[kind], lists: ["ids"], defaultValues });
  return (
    <Form form={form} className="grid gap-4">
      <input type="hidden" name="orgId" value={orgId} />
      {hidden.map(({ name, value }) => (
        <input key={`${name} ${value}`} type="hidden" name={name} value={value} />
      ))}
      <FormError>
        <a href={again} className="underline">
          Show them as they are now
        </a>
      </FormError>
      {children}
      <div className="flex flex-wrap gap-2">
        <SubmitButton variant={submit.variant} pendingText={submit.pending}>
          {submit.label}
        </SubmitButton>
        <LinkButton href={paths.users(orgId)}>{cancel}</LinkButton>
      </div>
    </Form>
  );
}
