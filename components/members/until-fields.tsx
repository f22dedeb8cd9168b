"use client";
import { Field, SelectField } from "@/components/form/field";
import type { Option } from "@/components/ui/input";

/** For how long: one of a few ends, or a moment of one's own. The field of date and time shows where it is chosen. */
export function UntilFields({
  options,
  timeZone,
  label,
}: {
  options: readonly Option[];
  timeZone: string;
  label: string;
}) {
  return (
    <div className="group/until grid gap-3">
      <SelectField name="until" label={label} options={options} className="max-w-96" />
      <div className="hidden group-has-[option[value=date]:checked]/until:block">
        <Field
          name="untilAt"
          label="Date and time"
          type="datetime-local"
          hint={`In your timezone, ${timeZone.replaceAll("_", " ")}.`}
          className="max-w-96"
        />
      </div>
    </div>
  );
}
