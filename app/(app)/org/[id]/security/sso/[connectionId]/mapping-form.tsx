"use client";
import { useId } from "react";
import { Field } from "@/components/form/field";
import { Form, FormError, FormOk, SubmitButton } from "@/components/form/form";
import { useActionForm } from "@/components/form/use-action-form";
import { mappingSchema } from "@/lib/sso/connection-schemas";
import { saveMapping } from "../actions";

type Typed = Record<"connectionId" | "email" | "givenName" | "familyName" | "name" | "groups", string>;
type Props = { orgId: number; typed: Typed; arrived: { name: string; example: string }[] };

export function MappingForm({ orgId, typed, arrived }: Props) {
  const form = useActionForm({ action: saveMapping, schema: mappingSchema, defaultValues: typed });
  const list = useId();
  const given = { list, autoComplete: "off", spellCheck: false, optional: true };
  return (
    <Form form={form} className="grid gap-4">
      <FormError />
      <input type="hidden" name="orgId" value={orgId} />
      <input type="hidden" name="connectionId" value={typed.connectionId} />
      <datalist id={list}>
        {arrived.map(({ name, example }) => (
          <option key={name} value={name}>
            {example}
          </option>
        ))}
      </datalist>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field name="email" label="E-mail" {...given} />
        <Field name="name" label="Name" {...given} />
        <Field name="givenName" label="Given name" {...given} />
        <Field name="familyName" label="Family name" {...given} />
        <Field name="groups" label="Groups" {...given} />
      </div>
      <div className="flex flex-wrap gap-3">
        <SubmitButton variant="secondary" pendingText="Saving…">
          Save
        </SubmitButton>
        <FormOk />
      </div>
    </Form>
  );
}
