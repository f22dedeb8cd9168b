"use client";
import { type Choice, ChoiceGroup } from "@/components/form/checkbox-field";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { useActionForm } from "@/components/form/use-action-form";
import { LinkButton } from "@/components/ui/button";
import type { ProjectRole } from "@/lib/authz/roles";
import { changeGrantSchema, removeGrantSchema } from "@/lib/members/schemas";
import { paths } from "@/lib/paths";
import { changeGrant, takeGrant } from "./actions";

type Props = { orgId: number; userId: string; projectId: number; was: ProjectRole };

function Key({ orgId, userId, projectId, was }: Props) {
  return (
    <>
      <input type="hidden" name="orgId" value={orgId} />
      <input type="hidden" name="userId" value={userId} />
      <input type="hidden" name="projectId" value={projectId} />
      <input type="hidden" name="was" value={was} />
    </>
  );
}

export function GrantRoleForm({ roles, ...key }: Props & { roles: Choice[] }) {
  const form = useActionForm({ action: changeGrant, schema: changeGrantSchema, defaultValues: { role: key.was } });
  return (
    <Form form={form} className="grid gap-3">
      <Key {...key} />
      <FormError />
      <ChoiceGroup name="role" legend="Role of this grant" choices={roles} />
      <div className="flex flex-wrap gap-2">
        <SubmitButton pendingText="Changing…">Change role</SubmitButton>
        <LinkButton href={paths.user(key.orgId, key.userId)}>Keep it</LinkButton>
      </div>
    </Form>
  );
}

export function RemoveGrantForm(key: Props) {
  const form = useActionForm({ action: takeGrant, schema: removeGrantSchema });
  return (
    <Form form={form} className="grid gap-3">
      <Key {...key} />
      <FormError />
      <SubmitButton variant="danger" pendingText="Removing…">
        Remove grant
      </SubmitButton>
    </Form>
  );
}
