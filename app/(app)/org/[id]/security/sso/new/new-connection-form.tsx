"use client";
import { ChoiceGroup } from "@/components/form/checkbox-field";
import { Field, SelectField } from "@/components/form/field";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { useActionForm } from "@/components/form/use-action-form";
import { LinkButton } from "@/components/ui/button";
import { newConnectionSchema, providers } from "@/lib/sso/connection-schemas";
import { create } from "../actions";
import { protocolNames, providerNames } from "../words";

type Props = { orgId: number; typed: { name: string; provider: string; protocol: string }; cancelHref: string };

export function NewConnectionForm({ orgId, typed, cancelHref }: Props) {
  const form = useActionForm({ action: create, schema: newConnectionSchema, defaultValues: typed });
  return (
    <Form form={form} className="grid gap-4">
      <FormError />
      <input type="hidden" name="orgId" value={orgId} />
      <SelectField
        name="provider"
        label="Provider"
        hint="The guide on the next page uses its words."
        options={providers.map((value) => ({ value, label: providerNames[value] }))}
        className="max-w-96"
      />
      <ChoiceGroup
        name="protocol"
        legend="Protocol"
        choices={[
          { value: "saml", label: protocolNames.saml, hint: "Known to every provider; a certificate is exchanged." },
          { value: "oidc", label: protocolNames.oidc, hint: "Fewer values to exchange; a secret that runs out." },
        ]}
      />
      <Field
        name="name"
        label="Name"
        hint="People read it on the sign-in button: “Continue with Acme Okta”."
        className="max-w-96"
        required
      />
      <div className="flex flex-wrap gap-3">
        <SubmitButton pendingText="Creating…">Create connection</SubmitButton>
        <LinkButton href={cancelHref}>Cancel</LinkButton>
      </div>
    </Form>
  );
}
