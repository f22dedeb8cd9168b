"use client";
import { ChoiceGroup } from "@/components/form/checkbox-field";
import { SelectField } from "@/components/form/field";
import { Form, FormError, FormOk, SubmitButton } from "@/components/form/form";
import { useActionForm } from "@/components/form/use-action-form";
import { type DelayPolicy, delayPolicies, delayWords, longestWaits, waitInWords } from "@/lib/messages/delay-words";
import { delaySchema } from "@/lib/messages/schemas";
import { saveDelay } from "./actions";

type Props = { projectId: number; policy: DelayPolicy; longestWait: number };

const choices = delayPolicies.map((value) => ({ value, label: delayWords[value].name, hint: delayWords[value].says }));
const waits = longestWaits.map((minutes) => ({ value: String(minutes), label: waitInWords(minutes) }));

/** What happens to alerts while data is late; how long is asked only where they wait. */
export function DelayForm({ projectId, policy, longestWait }: Props) {
  const form = useActionForm({
    action: saveDelay,
    schema: delaySchema,
    defaultValues: { policy, longestWait: String(longestWait) },
  });
  return (
    <Form form={form} className="group/delay grid gap-4">
      <input type="hidden" name="projectId" value={projectId} />
      <input type="hidden" name="was" value={`${policy} ${longestWait}`} />
      <FormError />
      <ChoiceGroup name="policy" legend="What happens to alerts" choices={choices} />
      <div className="hidden group-has-[[value=hold]:checked]/delay:block">
        <SelectField
          name="longestWait"
          label="Longest wait"
          options={waits}
          hint="After that they go out with what there is."
          className="max-w-60"
        />
      </div>
      <div className="flex flex-wrap gap-3">
        <SubmitButton variant="secondary" pendingText="Saving…">
          Save delay handling
        </SubmitButton>
        <FormOk />
      </div>
    </Form>
  );
}
