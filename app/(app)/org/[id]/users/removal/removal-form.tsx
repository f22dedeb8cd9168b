"use client";
import type { ReactNode } from "react";
import { Field } from "@/components/form/field";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { useActionForm } from "@/components/form/use-action-form";
import { LinkButton } from "@/components/ui/button";
import { countOf } from "@/lib/format";
import { mostUntyped, removalPhrase, removeMembersSchema } from "@/lib/members/selection";
import { paths } from "@/lib/paths";
import { removeChosen } from "./actions";

/** `children` are the hidden fields of the selection. `typed`: what was typed before a confirmation led away. */
type Props = { orgId: number; count: number; typed: string; again: string; children: ReactNode };

export function RemovalForm({ orgId, count, typed, again, children }: Props) {
  const form = useActionForm({
    action: removeChosen,
    schema: removeMembersSchema,
    lists: ["ids"],
    defaultValues: { phrase: typed },
  });
  return (
    <Form form={form} className="grid gap-4">
      <input type="hidden" name="orgId" value={orgId} />
      {children}
      <FormError>
        <a href={again} className="underline">
          Show them as they are now
        </a>
      </FormError>
      {count > mostUntyped && (
        <Field
          name="phrase"
          label={`Type “${removalPhrase(count)}” to confirm`}
          className="max-w-sm"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
        />
      )}
      <div className="flex flex-wrap gap-2">
        <SubmitButton variant="danger" pendingText="Removing…">
          {`Remove ${countOf(count, "user")}`}
        </SubmitButton>
        <LinkButton href={paths.users(orgId)}>Keep them</LinkButton>
      </div>
    </Form>
  );
}
