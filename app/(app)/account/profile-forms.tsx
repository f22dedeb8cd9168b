"use client";
import { useState } from "react";
import { Field, SelectField } from "@/components/form/field";
import { Form, FormError, FormOk, SubmitButton } from "@/components/form/form";
import { TimezoneField } from "@/components/form/timezone-field";
import { useActionForm } from "@/components/form/use-action-form";
import type { Option } from "@/components/ui/input";
import { type TimezoneName, timezoneNames } from "@/lib/timezone-names";
import { preferencesSchema, renameUserSchema } from "@/lib/users/schemas";
import { saveName, savePreferred } from "./actions";

export function NameForm({ name }: { name: string }) {
  const form = useActionForm({ action: saveName, schema: renameUserSchema, defaultValues: { name } });
  return (
    <Form form={form} className="grid gap-3">
      <FormError />
      <Field name="name" label="Name" autoComplete="name" hint="Everybody in your organizations sees it." />
      <div className="flex flex-wrap gap-3">
        <SubmitButton variant="secondary" pendingText="Saving…">
          Save name
        </SubmitButton>
        <FormOk />
      </div>
    </Form>
  );
}

type Preferences = { locale: string; timezone: string; languages: readonly Option[]; device: string };

export function PreferencesForm({ locale, timezone, languages, device }: Preferences) {
  const form = useActionForm({
    action: savePreferred,
    schema: preferencesSchema,
    defaultValues: { locale, timezone },
  });
  const [zones, setZones] = useState<TimezoneName[]>([]);
  return (
    <Form form={form} className="grid gap-3">
      <FormError />
      <SelectField name="locale" label="Language of dates" options={languages} />
      {/* The browser knows all of them: the page does not bring them along. */}
      <div onFocusCapture={() => zones.length === 0 && setZones(timezoneNames(new Date()))}>
        <TimezoneField
          name="timezone"
          label="Timezone"
          options={zones}
          hint={`Type a city to see the same times on every device. Empty, each device shows its own: ${device} here.`}
        />
      </div>
      <div className="flex flex-wrap gap-3">
        <SubmitButton variant="secondary" pendingText="Saving…">
          Save preferences
        </SubmitButton>
        <FormOk />
      </div>
    </Form>
  );
}
