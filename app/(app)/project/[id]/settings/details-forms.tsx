"use client";
import { useEffect, useRef, useState } from "react";
import { Field } from "@/components/form/field";
import { Form, FormError, FormOk, SubmitButton } from "@/components/form/form";
import { TimezoneField } from "@/components/form/timezone-field";
import { useActionForm } from "@/components/form/use-action-form";
import { changeTimezoneSchema, renameProjectSchema } from "@/lib/projects/schemas";
import { type TimezoneName, timezoneNames } from "@/lib/timezone-names";
import { saveName, saveTimezone } from "./actions";

export function NameForm({ projectId, name }: { projectId: number; name: string }) {
  const form = useActionForm({ action: saveName, schema: renameProjectSchema, defaultValues: { name } });
  return (
    <Form form={form} className="grid gap-3">
      <input type="hidden" name="projectId" value={projectId} />
      <input type="hidden" name="was" value={name} />
      <FormError />
      <Field name="name" label="Name" autoComplete="off" />
      <div className="flex flex-wrap gap-3">
        <SubmitButton variant="secondary" pendingText="Saving…">
          Save name
        </SubmitButton>
        <FormOk />
      </div>
    </Form>
  );
}

export function TimezoneForm({ projectId, timezone }: { projectId: number; timezone: string }) {
  const form = useActionForm({ action: saveTimezone, schema: changeTimezoneSchema, defaultValues: { timezone } });
  const [options, setOptions] = useState<TimezoneName[]>([]);
  const shown = useRef(timezone);
  // A city that was typed stands there by its whole name once it is saved.
  useEffect(() => {
    if (shown.current !== timezone) form.setValue("timezone", timezone);
    shown.current = timezone;
  }, [timezone, form.setValue]);
  return (
    <Form form={form} className="grid gap-3">
      <input type="hidden" name="projectId" value={projectId} />
      <input type="hidden" name="was" value={timezone} />
      <FormError />
      {/* The browser knows all of them: the page does not bring them along. */}
      <div onFocusCapture={() => options.length === 0 && setOptions(timezoneNames(new Date()))}>
        <TimezoneField
          name="timezone"
          label="Timezone"
          options={options}
          hint="Type a city. Days in reports begin at midnight there; billing counts days in UTC."
        />
      </div>
      <div className="flex flex-wrap gap-3">
        <SubmitButton variant="secondary" pendingText="Saving…">
          Save timezone
        </SubmitButton>
        <FormOk />
      </div>
    </Form>
  );
}
