"use client";
import { CheckboxField } from "@/components/form/checkbox-field";
import { Field, TextareaField } from "@/components/form/field";
import { FileField } from "@/components/form/file-field";
import { useActionForm } from "@/components/form/use-action-form";
import { apnsCertificateSchema, apnsKeySchema } from "@/lib/messages/schemas";
import { keepApnsCertificate, keepApnsKey } from "./actions";
import { ChannelForm, type ChannelFormProps, secretText } from "./channel-form";

export function ApnsKeyForm({ typed, ...props }: ChannelFormProps) {
  const form = useActionForm({ action: keepApnsKey, schema: apnsKeySchema, defaultValues: typed });
  return (
    <ChannelForm form={form} {...props}>
      <FileField
        name="file"
        label="Key file"
        accept=".p8,.pem,.txt"
        hint="AuthKey_….p8, from Apple's developer account under Certificates, Identifiers & Profiles, Keys."
      />
      <TextareaField name="keySecret" label="Or paste the key" optional {...secretText} rows={4} />
      <div className="grid gap-4 sm:grid-cols-2">
        <Field name="keyIdentifier" label="Key id" {...secretText} hint="10 characters, in the file's name." />
        <Field name="teamIdentifier" label="Team id" {...secretText} hint="10 characters, under Membership." />
      </div>
      <Field name="topic" label="Bundle id" {...secretText} placeholder="com.example.app" />
      <CheckboxField
        name="sandbox"
        label="Sandbox"
        hint="For builds from Xcode. Builds from TestFlight and the App Store are not in it."
      />
    </ChannelForm>
  );
}

export function ApnsCertificateForm({ typed, ...props }: ChannelFormProps) {
  const form = useActionForm({ action: keepApnsCertificate, schema: apnsCertificateSchema, defaultValues: typed });
  return (
    <ChannelForm form={form} {...props}>
      <FileField
        name="file"
        label="Certificate file"
        accept=".p12,.pfx,.pem"
        hint="A .p12 file as Keychain Access exports it, with the private key; or PEM text of both."
      />
      <TextareaField name="pemSecret" label="Or paste certificate and key" optional {...secretText} rows={4} />
      <Field
        name="passwordOfFile"
        label="Passphrase"
        optional
        {...secretText}
        hint="The one you chose at the export. It is used once and not stored."
      />
      <Field
        name="topic"
        label="Bundle id"
        optional
        {...secretText}
        placeholder="com.example.app"
        hint="Read from the certificate where it names one."
      />
      <CheckboxField name="sandbox" label="Sandbox" hint="For certificates of development." />
    </ChannelForm>
  );
}
