"use client";
import { ChoiceGroup } from "@/components/form/checkbox-field";
import { SelectField, TextareaField } from "@/components/form/field";
import { FileField } from "@/components/form/file-field";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { PickerField } from "@/components/form/picker-field";
import { useActionForm } from "@/components/form/use-action-form";
import { Card, CardSection } from "@/components/ui/card";
import type { PickerOption } from "@/lib/pickers";
import { disclosureNames, disclosures } from "@/lib/privacy/kinds";
import { askPrivacySchema } from "@/lib/privacy/schemas";
import { ask } from "./actions";

type Props = {
  orgId: number;
  projects: PickerOption[];
  chosen: PickerOption[];
  typed: { kind: string; regulation: string; disclosure: string; ids: string };
  requestKey: string;
};

const kindChoices = [
  { value: "retrieval", label: "Retrieval", hint: "One archive with events and profiles, to download for 30 days." },
  {
    value: "deletion",
    label: "Deletion",
    hint: "Events, profiles and aliases are erased for good. It begins after an hour, and can be cancelled until then.",
  },
];

const regulationChoices = [
  { value: "GDPR", label: "GDPR", hint: "Due in 30 days." },
  { value: "CCPA", label: "CCPA", hint: "Due in 45 days. A retrieval is about the last year." },
];

export function RequestForm({ orgId, projects, chosen, typed, requestKey }: Props) {
  const form = useActionForm({ action: ask, schema: askPrivacySchema, defaultValues: typed });
  return (
    <Form form={form}>
      <input type="hidden" name="orgId" value={orgId} />
      <input type="hidden" name="requestKey" value={requestKey} />
      <FormError />
      <Card>
        <CardSection className="group/request grid gap-5">
          <ChoiceGroup name="kind" legend="What the person wants" choices={kindChoices} />
          <ChoiceGroup name="regulation" legend="Under which law" choices={regulationChoices} />
          <div className="hidden group-has-[input[value=CCPA]:checked]/request:group-has-[input[value=retrieval]:checked]/request:block">
            <SelectField
              name="disclosure"
              label="What is disclosed"
              options={disclosures.map((value) => ({ value, label: disclosureNames[value] }))}
              className="max-w-96"
            />
          </div>
        </CardSection>
        <CardSection className="grid gap-4">
          <PickerField
            name="projectId"
            label="Project"
            multiple={false}
            source={`/api/org/${orgId}/projects`}
            placeholder="Find a project"
            chosen={chosen}
            options={projects}
          />
          <TextareaField
            name="ids"
            label="Distinct ids"
            rows={4}
            hint="One a line, up to 2,000. They are kept for 30 days after the end."
            optional
          />
          <FileField
            name="file"
            label="Or a list as a file"
            accept=".csv,.tsv,.txt,text/csv,text/plain,text/tab-separated-values"
            hint="CSV with the ids in its first column, up to 1 MB. It is taken instead of what is typed."
          />
        </CardSection>
      </Card>
      <SubmitButton pendingText="Asking…">Make the request</SubmitButton>
    </Form>
  );
}
