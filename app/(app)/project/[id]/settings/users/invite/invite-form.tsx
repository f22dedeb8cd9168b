"use client";
import { type Choice, ChoiceGroup } from "@/components/form/checkbox-field";
import { TextareaField } from "@/components/form/field";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { PickerField } from "@/components/form/picker-field";
import { useActionForm } from "@/components/form/use-action-form";
import { UntilFields } from "@/components/members/until-fields";
import { Card, CardSection } from "@/components/ui/card";
import type { Option } from "@/components/ui/input";
import { projectInviteSchema } from "@/lib/invitations/schemas";
import { invite } from "./actions";

type Props = {
  projectId: number;
  /** A route that finds members; null for somebody who may not browse them. */
  source: string | null;
  roles: Choice[];
  until: Option[];
  timeZone: string;
  typed: Record<string, string>;
};

export function InviteForm({ projectId, source, roles, until, timeZone, typed }: Props) {
  const form = useActionForm({
    action: invite,
    schema: projectInviteSchema,
    lists: ["people"],
    defaultValues: { until: "", ...typed },
  });
  return (
    <Form form={form}>
      <input type="hidden" name="projectId" value={projectId} />
      <FormError />
      <Card>
        <CardSection className="grid gap-4">
          {source && (
            <PickerField
              name="people"
              label="Members of the organization"
              optional
              source={source}
              placeholder="Find by name or e-mail"
            />
          )}
          <TextareaField
            name="emails"
            label="E-mail addresses"
            rows={4}
            hint="Separated by commas, blanks or lines, also as Name <name@example.com>. At most 500."
            inputMode="email"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
          />
        </CardSection>
        <CardSection className="grid gap-4">
          <ChoiceGroup name="role" legend="Role on this project" choices={roles} />
          <UntilFields options={until} timeZone={timeZone} label="How long it holds" />
        </CardSection>
      </Card>
      <SubmitButton pendingText="Inviting…">Invite Users</SubmitButton>
    </Form>
  );
}
