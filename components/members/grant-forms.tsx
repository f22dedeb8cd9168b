"use client";
import { type Choice, ChoiceGroup } from "@/components/form/checkbox-field";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { type FormAction, useActionForm } from "@/components/form/use-action-form";
import { LinkButton } from "@/components/ui/button";
import type { Option } from "@/components/ui/input";
import { changeGrantEndSchema, changeGrantSchema, removeGrantSchema } from "@/lib/members/schemas";
import { UntilFields } from "./until-fields";

/** Which grant, and as it was shown. */
export type GrantFields = {
  orgId?: number;
  projectId: number;
  userId: string;
  was: string;
  wasEnds: string;
};
type Props = { action: FormAction; fields: GrantFields };

function Hidden({ fields }: { fields: GrantFields }) {
  return Object.entries(fields).map(([name, value]) => <input key={name} type="hidden" name={name} value={value} />);
}

export function GrantRoleForm({ action, fields, roles, backHref }: Props & { roles: Choice[]; backHref: string }) {
  const form = useActionForm({ action, schema: changeGrantSchema, defaultValues: { role: fields.was } });
  return (
    <Form form={form} className="grid gap-3">
      <Hidden fields={fields} />
      <FormError />
      <ChoiceGroup name="role" legend="Role of this grant" choices={roles} />
      <div className="flex flex-wrap gap-2">
        <SubmitButton pendingText="Changing…">Change role</SubmitButton>
        <LinkButton href={backHref}>Keep it</LinkButton>
      </div>
    </Form>
  );
}

type End = { options: Option[]; timeZone: string; until: string; untilAt: string };

export function GrantEndForm({ action, fields, options, timeZone, until, untilAt }: Props & End) {
  const form = useActionForm({ action, schema: changeGrantEndSchema, defaultValues: { until, untilAt } });
  return (
    <Form form={form} className="grid gap-3">
      <Hidden fields={fields} />
      <FormError />
      <UntilFields options={options} timeZone={timeZone} label="How long it holds" />
      <SubmitButton variant="secondary" pendingText="Changing…">
        Change end
      </SubmitButton>
    </Form>
  );
}

export function RemoveGrantForm({ action, fields }: Props) {
  const form = useActionForm({ action, schema: removeGrantSchema });
  return (
    <Form form={form} className="grid gap-3">
      <Hidden fields={fields} />
      <FormError />
      <SubmitButton variant="danger" pendingText="Removing…">
        Remove grant
      </SubmitButton>
    </Form>
  );
}
