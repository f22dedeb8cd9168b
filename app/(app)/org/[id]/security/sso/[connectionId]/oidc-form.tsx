"use client";
import { Field } from "@/components/form/field";
import { Form, FormError, FormOk, SubmitButton } from "@/components/form/form";
import { PasswordField } from "@/components/form/password-field";
import { useActionForm } from "@/components/form/use-action-form";
import { oidcSettingsSchema } from "@/lib/sso/connection-schemas";
import { saveOidc } from "../actions";

type Typed = { connectionId: string; issuer: string; clientId: string; secretExpiresOn: string };

export function OidcForm({ orgId, typed, hasSecret }: { orgId: number; typed: Typed; hasSecret: boolean }) {
  const form = useActionForm({ action: saveOidc, schema: oidcSettingsSchema, defaultValues: typed });
  return (
    <Form form={form} className="grid gap-4">
      <FormError />
      <input type="hidden" name="orgId" value={orgId} />
      <input type="hidden" name="connectionId" value={typed.connectionId} />
      <Field name="issuer" label="Issuer" type="url" autoComplete="off" spellCheck={false} required />
      <Field name="clientId" label="Client ID" autoComplete="off" spellCheck={false} required />
      <PasswordField
        name="clientSecret"
        label="Client secret"
        autoComplete="new-password"
        hint={
          hasSecret ? "One is stored. Leave this empty to keep it." : "It is stored encrypted and never shown again."
        }
      />
      <Field
        name="secretExpiresOn"
        label="The secret runs out on"
        type="date"
        optional
        hint="You are mailed 30, 14 and 3 days before."
        className="max-w-60"
      />
      <div className="flex flex-wrap gap-3">
        <SubmitButton variant="secondary" pendingText="Asking the provider…">
          Save
        </SubmitButton>
        <FormOk />
      </div>
    </Form>
  );
}
