"use client";
import { type Choice, ChoiceGroup } from "@/components/form/checkbox-field";
import { SelectField, TextareaField } from "@/components/form/field";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { useActionForm } from "@/components/form/use-action-form";
import { Card, CardSection } from "@/components/ui/card";
import type { Option } from "@/components/ui/input";
import { inviteSchema } from "@/lib/invitations/schemas";
import { invite } from "./actions";

/** Long lists stand in two columns and scroll by themselves. */
const columns = "max-h-80 overflow-y-auto sm:grid-cols-2 [&>p]:col-span-full";

type Props = {
  orgId: number;
  roles: Option[];
  projectRoles: Option[];
  projects: Choice[];
  teams: Choice[];
  defaults: { role: string; projectRole: string };
};

export function InviteForm({ orgId, roles, projectRoles, projects, teams, defaults }: Props) {
  const form = useActionForm({
    action: invite,
    schema: inviteSchema,
    lists: ["projects", "teams"],
    defaultValues: defaults,
  });
  return (
    <Form form={form} className="grid gap-4">
      <input type="hidden" name="orgId" value={orgId} />
      <FormError />
      <Card>
        <CardSection className="grid gap-4">
          <TextareaField
            name="emails"
            label="E-mail addresses"
            rows={5}
            hint="One or many: separated by commas, blanks or lines, also as Name <name@example.com>. At most 500."
            inputMode="email"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
          />
          <SelectField name="role" label="Organization role" options={roles} className="max-w-80" />
        </CardSection>
        {projects.length > 0 && (
          <CardSection className="grid gap-3">
            <ChoiceGroup
              name="projects"
              legend="Projects"
              multiple
              choices={projects}
              hint="They can be opened as soon as the invitation is accepted."
              className={columns}
            />
            <SelectField
              name="projectRole"
              label="Role on these projects"
              options={projectRoles}
              className="max-w-80"
            />
          </CardSection>
        )}
        {teams.length > 0 && (
          <CardSection>
            <ChoiceGroup name="teams" legend="Teams" multiple choices={teams} className={columns} />
          </CardSection>
        )}
      </Card>
      <SubmitButton pendingText="Inviting…">Invite Users</SubmitButton>
    </Form>
  );
}
