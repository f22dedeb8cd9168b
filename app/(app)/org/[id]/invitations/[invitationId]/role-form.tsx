"use client";
import { SelectField } from "@/components/form/field";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { useActionForm } from "@/components/form/use-action-form";
import type { Option } from "@/components/ui/input";
import type { OrgRole } from "@/lib/authz/roles";
import { changeInvitationRoleSchema } from "@/lib/invitations/schemas";
import { changeRole } from "./actions";

type Props = { orgId: number; invitationId: string; role: OrgRole; chosen: string; options: Option[] };

export function InvitedRoleForm({ orgId, invitationId, role, chosen, options }: Props) {
  const form = useActionForm({
    action: changeRole,
    schema: changeInvitationRoleSchema,
    defaultValues: { role: chosen },
  });
  return (
    <Form form={form} className="grid gap-3">
      <input type="hidden" name="orgId" value={orgId} />
      <input type="hidden" name="invitationId" value={invitationId} />
      <input type="hidden" name="was" value={role} />
      <FormError />
      <div className="flex flex-wrap items-start gap-2">
        <SelectField name="role" label="Organization role" hideLabel options={options} className="w-48" />
        <SubmitButton variant="secondary" pendingText="Changing…">
          Change role
        </SubmitButton>
      </div>
    </Form>
  );
}
