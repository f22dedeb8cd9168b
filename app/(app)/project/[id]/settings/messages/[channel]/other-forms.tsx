"use client";
import { Field, TextareaField } from "@/components/form/field";
import { FileField } from "@/components/form/file-field";
import { useActionForm } from "@/components/form/use-action-form";
import { fcmSchema, twilioSchema } from "@/lib/messages/schemas";
import { keepFcm, keepTwilio } from "./actions";
import { ChannelForm, type ChannelFormProps, secretText } from "./channel-form";

export function FcmForm({ typed, ...props }: ChannelFormProps) {
  const form = useActionForm({ action: keepFcm, schema: fcmSchema, defaultValues: typed });
  return (
    <ChannelForm form={form} {...props}>
      <FileField
        name="file"
        label="Service account file"
        accept=".json,application/json"
        hint="In the Firebase console: Project settings, Service accounts, Generate new private key."
      />
      <TextareaField name="jsonSecret" label="Or paste the JSON" optional {...secretText} rows={5} />
    </ChannelForm>
  );
}

export function TwilioForm({ typed, ...props }: ChannelFormProps) {
  const form = useActionForm({ action: keepTwilio, schema: twilioSchema, defaultValues: typed });
  return (
    <ChannelForm form={form} {...props}>
      <Field name="accountSid" label="Account SID" {...secretText} placeholder="AC…" />
      <Field
        name="authTokenSecret"
        label="Auth token"
        {...secretText}
        hint="Both stand on the first page of Twilio's console."
      />
      <Field
        name="sender"
        label="Sender"
        {...secretText}
        hint="A number of the account with its country code, a name of at most 11 characters, or the SID of a messaging service (MG…)."
      />
    </ChannelForm>
  );
}
