"use client";
import { Field, SelectField } from "@/components/form/field";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { useActionForm } from "@/components/form/use-action-form";
import { Card, CardSection } from "@/components/ui/card";
import { createServiceAccountSchema } from "@/lib/service-accounts/schemas";
import { type PartsGiven, SharedParts } from "../../shared-parts";
import { SecretShown } from "../secret-shown";
import { create } from "./actions";

const ends = [
  { value: "30", label: "In 30 days" },
  { value: "90", label: "In 90 days" },
  { value: "365", label: "In a year" },
  { value: "date", label: "On a day …" },
  { value: "never", label: "Never" },
];

type Props = {
  given: PartsGiven;
  typed: { name: string; expires: string; expiresOn: string };
  requestKey: string;
};

export function AccountForm({ given, typed, requestKey }: Props) {
  const form = useActionForm({
    action: create,
    schema: createServiceAccountSchema,
    lists: ["projects", "teams"],
    defaultValues: { ...typed, role: given.firstRole },
  });
  const made = form.state.status === "ok" ? form.state.message : undefined;
  if (made) return <SecretShown orgId={given.orgId} made={made} />;
  return (
    <Form form={form}>
      <input type="hidden" name="orgId" value={given.orgId} />
      <input type="hidden" name="requestKey" value={requestKey} />
      <FormError />
      <Card>
        <CardSection className="grid gap-4">
          <Field
            name="name"
            label="Name"
            autoComplete="off"
            hint="What the program is, such as Warehouse import."
            className="max-w-96"
          />
          <SelectField
            name="role"
            label="Organization role"
            options={given.roles}
            hint="Member manages nothing by itself. Admin and Owner reach every project, now and later."
            className="max-w-96"
          />
          <div className="group/end grid gap-3">
            <SelectField name="expires" label="Ends" options={ends} className="max-w-96" />
            <div className="hidden group-has-[option[value=date]:checked]/end:block">
              <Field
                name="expiresOn"
                label="Last day"
                type="date"
                hint="It works until the end of that day in UTC."
                className="max-w-96"
              />
            </div>
          </div>
        </CardSection>
        <SharedParts given={given} />
      </Card>
      <SubmitButton pendingText="Creating…">Create service account</SubmitButton>
    </Form>
  );
}
