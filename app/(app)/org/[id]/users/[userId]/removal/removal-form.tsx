"use client";
import { CheckboxField, ChoiceGroup } from "@/components/form/checkbox-field";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { useActionForm } from "@/components/form/use-action-form";
import { LinkButton } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { countOf } from "@/lib/format";
import { removeMemberSchema } from "@/lib/members/schemas";
import { paths } from "@/lib/paths";
import { remove } from "../actions";

type Props = {
  orgId: number;
  userId: string;
  name: string;
  email: string;
  /** How many open invitations lose their giver. */
  invitations: number;
  /** Billing mails go to this person's address. */
  billed: boolean;
  /** Whether the viewer may change that. */
  endsBilling: boolean;
  chosen: "keep" | "revoke";
};

export function RemovalForm({ orgId, userId, name, email, invitations, billed, endsBilling, chosen }: Props) {
  const form = useActionForm({
    action: remove,
    schema: removeMemberSchema,
    defaultValues: { invitations: chosen, billingEmail: "on" },
  });
  const asks = invitations > 0 || billed;
  return (
    <Card>
      {asks && <CardHeader title="Decide" />}
      <CardBody className={asks ? undefined : "pt-5"}>
        <Form form={form} className="grid gap-4">
          <input type="hidden" name="orgId" value={orgId} />
          <input type="hidden" name="userId" value={userId} />
          <FormError />
          {invitations > 0 && (
            <ChoiceGroup
              name="invitations"
              legend={countOf(invitations, "open invitation")}
              choices={[
                {
                  value: "keep",
                  label: "Keep them under my name",
                  hint: "You become the giver of what you may give yourself; the rest falls away when they accept.",
                },
                {
                  value: "revoke",
                  label: "Revoke them",
                  hint: "Their links stop working at once. What they gave in the invitations of others is taken out.",
                },
              ]}
            />
          )}
          {billed && endsBilling && (
            <CheckboxField name="billingEmail" label={`Stop sending billing e-mails to ${email}`} />
          )}
          {billed && !endsBilling && (
            <p className="text-ink-2">{`Billing e-mails go to ${email}. An owner or billing admin can end that.`}</p>
          )}
          <p className="text-ink-2">Grants are not kept: inviting them again starts anew.</p>
          <div className="flex flex-wrap gap-2">
            <SubmitButton variant="danger" pendingText="Removing…">
              {`Remove ${name}`}
            </SubmitButton>
            <LinkButton href={paths.user(orgId, userId)}>Keep them</LinkButton>
          </div>
        </Form>
      </CardBody>
    </Card>
  );
}
