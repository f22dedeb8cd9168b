"use client";
import { CheckboxField } from "@/components/form/checkbox-field";
import { Field } from "@/components/form/field";
import { Form, FormError, FormOk, SubmitButton } from "@/components/form/form";
import { PickerField } from "@/components/form/picker-field";
import { useActionForm } from "@/components/form/use-action-form";
import type { PickerOption } from "@/lib/pickers";
import { groupSchema, joiningSchema } from "@/lib/sso/connection-schemas";
import { mapGroup, saveJoining } from "../actions";

type Of = { orgId: number; connectionId: string };

export function JoiningForm({ orgId, connectionId, createsMembers }: Of & { createsMembers: boolean }) {
  const form = useActionForm({ action: saveJoining, schema: joiningSchema, defaultValues: { createsMembers } });
  return (
    <Form form={form} className="grid gap-3">
      <FormError />
      <input type="hidden" name="orgId" value={orgId} />
      <input type="hidden" name="connectionId" value={connectionId} />
      <CheckboxField
        name="createsMembers"
        label="People of its domains become members when they first sign in"
        hint="Off, they need an invitation before."
      />
      <div className="flex flex-wrap gap-3">
        <SubmitButton variant="secondary" pendingText="Saving…">
          Save
        </SubmitButton>
        <FormOk />
      </div>
    </Form>
  );
}

/** A group of the provider whose people are in a team. */
export function GroupForm({ orgId, connectionId, teams }: Of & { teams: PickerOption[] }) {
  const form = useActionForm({ action: mapGroup, schema: groupSchema });
  return (
    <Form form={form} className="grid gap-4 sm:grid-cols-2">
      <div className="sm:col-span-2">
        <FormError />
        <p className="text-ink-2">People of a group at the provider can be in a team here, from sign-in to sign-in.</p>
      </div>
      <input type="hidden" name="orgId" value={orgId} />
      <input type="hidden" name="connectionId" value={connectionId} />
      <Field name="group" label="Group there" autoComplete="off" spellCheck={false} required />
      <PickerField
        name="teamId"
        label="Team here"
        source={`/api/org/${orgId}/teams`}
        placeholder="Find a team"
        multiple={false}
        options={teams}
      />
      <div>
        <SubmitButton variant="secondary" pendingText="Adding…">
          Add
        </SubmitButton>
      </div>
    </Form>
  );
}
