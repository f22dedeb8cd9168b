"use client";
import { useState } from "react";
import { ChoiceGroup } from "@/components/form/checkbox-field";
import { Field, SelectField } from "@/components/form/field";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { TimezoneField } from "@/components/form/timezone-field";
import { useActionForm } from "@/components/form/use-action-form";
import { LinkButton } from "@/components/ui/button";
import { type AlertChannel, type AlertKind, editAlertSchema, subscribeSchema, weekdays } from "@/lib/alerts/schemas";
import { hourInWords } from "@/lib/alerts/words";
import { paths } from "@/lib/paths";
import { type TimezoneName, timezoneNames } from "@/lib/timezone-names";
import { create, save } from "./actions";

export type AlertValues = {
  kind: AlertKind;
  hour: string;
  weekday: string;
  timezone: string;
  threshold: string;
  event: string;
  channel: AlertChannel;
  phone: string;
};

type Props = {
  projectId: number;
  reportId: string;
  /** The one that is edited. */
  alertId?: string;
  values: AlertValues;
  events: readonly string[];
  unit: string;
  /** Whether the project can send text messages. */
  texts: boolean;
  requestKey: string;
};

const hours = Array.from({ length: 24 }, (_, hour) => ({ value: String(hour), label: hourInWords(hour) }));
const days = weekdays.map((label, at) => ({ value: String(at + 1), label }));

export function AlertForm({ projectId, reportId, alertId, values, events, unit, texts, requestKey }: Props) {
  const form = useActionForm({
    action: alertId ? save : create,
    schema: alertId ? editAlertSchema : subscribeSchema,
    defaultValues: values,
  });
  const [zones, setZones] = useState<TimezoneName[]>([]);
  return (
    <Form form={form}>
      <input type="hidden" name="projectId" value={projectId} />
      {alertId ? (
        <input type="hidden" name="alertId" value={alertId} />
      ) : (
        <>
          <input type="hidden" name="reportId" value={reportId} />
          <input type="hidden" name="requestKey" value={requestKey} />
        </>
      )}
      <FormError />
      <ChoiceGroup
        name="kind"
        legend="When"
        choices={[
          { value: "daily", label: "Every day", hint: "with the numbers of the day before" },
          { value: "weekly", label: "Every week", hint: "with the numbers of the week before" },
          { value: "threshold", label: "When a count passes a number", hint: `once each ${unit}` },
        ]}
      />
      <div className="flex flex-wrap gap-3">
        <SelectField className="for-weekly w-40" name="weekday" label="Day" options={days} />
        <SelectField className="for-schedule w-32" name="hour" label="Time" options={hours} />
        <div
          className="for-schedule min-w-52 flex-1"
          onFocusCapture={() => zones.length === 0 && setZones(timezoneNames(new Date()))}
        >
          <TimezoneField name="timezone" label="Timezone" options={zones} />
        </div>
        <Field className="for-threshold w-40" name="threshold" label="Number" inputMode="numeric" placeholder="1,000" />
        <SelectField
          className="for-threshold min-w-52 flex-1"
          name="event"
          label="Of"
          options={[
            ...(events.length === 1 ? [] : [{ value: "", label: "All events of the report together" }]),
            ...events.map((event) => ({ value: event, label: event })),
          ]}
        />
      </div>
      <ChoiceGroup
        name="channel"
        legend="How"
        choices={[
          { value: "mail", label: "By mail", hint: "with the chart and the numbers" },
          {
            value: "text",
            label: "By text message",
            hint: texts
              ? "one sentence, to a phone that is yours"
              : "This project has no Twilio account under Messages.",
            disabled: !texts,
          },
        ]}
      />
      <Field
        className="for-text max-w-72"
        name="phone"
        label="Phone number"
        type="tel"
        autoComplete="tel"
        placeholder="+49 151 23456789"
        hint="A code is texted there first."
      />
      <div className="flex flex-wrap gap-2">
        <SubmitButton pendingText={alertId ? "Saving…" : "Subscribing…"}>
          {alertId ? "Save alert" : "Subscribe"}
        </SubmitButton>
        {alertId && <LinkButton href={paths.reportAlerts(projectId, reportId)}>Keep it as it was</LinkButton>}
      </div>
    </Form>
  );
}
