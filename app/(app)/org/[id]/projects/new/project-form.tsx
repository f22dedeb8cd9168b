"use client";
import { Field } from "@/components/form/field";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { TimezoneField } from "@/components/form/timezone-field";
import { useActionForm } from "@/components/form/use-action-form";
import type { Option } from "@/components/ui/input";
import { createProjectSchema } from "@/lib/projects/schemas";
import { create } from "./actions";

type Props = { orgId: number; requestKey: string; timezone: string; timezones: Option[] };

export function ProjectForm({ orgId, requestKey, timezone, timezones }: Props) {
  const form = useActionForm({ action: create, schema: createProjectSchema, defaultValues: { timezone } });
  return (
    <Form form={form}>
      <input type="hidden" name="orgId" value={orgId} />
      <input type="hidden" name="requestKey" value={requestKey} />
      <FormError />
      <Field name="name" label="Name" autoComplete="off" hint="Such as the product whose events it takes." />
      <TimezoneField
        name="timezone"
        label="Timezone"
        options={timezones}
        hint="Type a city. Days in reports begin at midnight there."
      />
      <SubmitButton pendingText="Creating…">Create Project</SubmitButton>
    </Form>
  );
}
