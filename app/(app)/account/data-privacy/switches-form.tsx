"use client";
import { CheckboxField } from "@/components/form/checkbox-field";
import { Form, FormError, FormOk, SubmitButton } from "@/components/form/form";
import { useActionForm } from "@/components/form/use-action-form";
import { usageSwitchesSchema } from "@/lib/users/schemas";
import { saveSwitches } from "./actions";

export function SwitchesForm({ recorded, used }: { recorded: boolean; used: boolean }) {
  const form = useActionForm({ action: saveSwitches, schema: usageSwitchesSchema, defaultValues: { recorded, used } });
  return (
    <Form form={form} className="grid gap-3">
      <FormError />
      <CheckboxField
        name="recorded"
        label="Record which pages I open, and from which addresses"
        hint="Kept for 90 days, for you alone. Off, nothing more is written down; what was stays until you delete it."
      />
      <CheckboxField
        name="used"
        label="Use it to offer what I opened lately"
        hint="In the search (Ctrl K). Off, it is kept but nothing of it is used."
      />
      <div className="flex flex-wrap gap-3">
        <SubmitButton variant="secondary" pendingText="Saving…">
          Save choices
        </SubmitButton>
        <FormOk />
      </div>
    </Form>
  );
}
