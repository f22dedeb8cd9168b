"use client";
import { CheckboxField } from "@/components/form/checkbox-field";
import { Field, TextareaField } from "@/components/form/field";
import { FileField } from "@/components/form/file-field";
import { Form, FormError, FormOk, SubmitButton } from "@/components/form/form";
import { useActionForm } from "@/components/form/use-action-form";
import {
  samlMetadataFileSchema,
  samlMetadataSchema,
  samlOptionsSchema,
  samlSettingsSchema,
} from "@/lib/sso/connection-schemas";
import { readMetadata, saveSaml, saveSamlOptions, uploadMetadata } from "../actions";

type Of = { orgId: number; connectionId: string };

function Hidden({ orgId, connectionId }: Of) {
  return (
    <>
      <input type="hidden" name="orgId" value={orgId} />
      <input type="hidden" name="connectionId" value={connectionId} />
    </>
  );
}

export function MetadataForm(of: Of) {
  const form = useActionForm({ action: readMetadata, schema: samlMetadataSchema });
  return (
    <Form form={form} className="grid gap-3">
      <FormError />
      <Hidden {...of} />
      <TextareaField
        name="metadata"
        label="Metadata, or its address"
        hint="Paste the XML, or the https address where the provider keeps it."
        rows={3}
        spellCheck={false}
        required
      />
      <SubmitButton variant="secondary" pendingText="Reading…">
        Read metadata
      </SubmitButton>
    </Form>
  );
}

export function UploadForm(of: Of) {
  const form = useActionForm({ action: uploadMetadata, schema: samlMetadataFileSchema });
  return (
    <Form form={form} className="grid gap-3">
      <FormError />
      <Hidden {...of} />
      <FileField
        name="file"
        label="Metadata file"
        accept=".xml,text/xml,application/xml,application/samlmetadata+xml"
      />
      <SubmitButton variant="secondary" pendingText="Reading…">
        Upload
      </SubmitButton>
    </Form>
  );
}

type Typed = {
  connectionId: string;
  issuer: string;
  signInUrl: string;
  signOutUrl: string;
  certificate: string;
  nextCertificate: string;
};

export function SamlForm({ orgId, typed }: { orgId: number; typed: Typed }) {
  const form = useActionForm({ action: saveSaml, schema: samlSettingsSchema, defaultValues: typed });
  const pem = { rows: 5, spellCheck: false, className: "font-mono text-xs" };
  return (
    <Form form={form} className="mt-4 grid gap-4">
      <FormError />
      <Hidden orgId={orgId} connectionId={typed.connectionId} />
      <Field name="issuer" label="Issuer (entity ID)" autoComplete="off" spellCheck={false} required />
      <Field name="signInUrl" label="Sign-in URL" type="url" autoComplete="off" spellCheck={false} required />
      <Field
        name="signOutUrl"
        label="Sign-out URL"
        type="url"
        autoComplete="off"
        spellCheck={false}
        optional
        hint="Where the provider has single logout."
      />
      <TextareaField name="certificate" label="Certificate" {...pem} required />
      <TextareaField
        name="nextCertificate"
        label="Next certificate"
        hint="While the provider changes keys both count. Take the old one out when it is done."
        {...pem}
        optional
      />
      <div className="flex flex-wrap gap-3">
        <SubmitButton variant="secondary" pendingText="Saving…">
          Save
        </SubmitButton>
        <FormOk />
      </div>
    </Form>
  );
}

export function OptionsForm({
  orgId,
  connectionId,
  signsRequests,
  idpInitiated,
}: Of & { signsRequests: boolean; idpInitiated: boolean }) {
  const defaultValues = { signsRequests, idpInitiated };
  const form = useActionForm({ action: saveSamlOptions, schema: samlOptionsSchema, defaultValues });
  return (
    <Form form={form} className="grid gap-3">
      <FormError />
      <Hidden orgId={orgId} connectionId={connectionId} />
      <CheckboxField
        name="signsRequests"
        label="Sign our requests"
        hint="With a key of this connection. Give its certificate to the provider if it checks them."
      />
      <CheckboxField
        name="idpInitiated"
        label="Let the provider begin"
        hint="From its own list of apps. Whoever can make somebody open a page could sign them in to an account of their own so; a page asks before."
      />
      <div className="flex flex-wrap gap-3">
        <SubmitButton variant="secondary" pendingText="Saving…">
          Save
        </SubmitButton>
        <FormOk />
      </div>
    </Form>
  );
}
