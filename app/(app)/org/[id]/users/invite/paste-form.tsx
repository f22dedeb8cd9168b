"use client";
import { useState } from "react";
import { SelectField, TextareaField } from "@/components/form/field";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { useActionForm } from "@/components/form/use-action-form";
import { Card, CardSection } from "@/components/ui/card";
import { countOf } from "@/lib/format";
import { parseAddresses } from "@/lib/invitations/addresses";
import { inviteSchema } from "@/lib/invitations/schemas";
import { type PartsGiven, SharedParts } from "../../shared-parts";
import { invite } from "./actions";

export function PasteForm({ given, typed }: { given: PartsGiven; typed: Record<string, string> }) {
  const form = useActionForm({
    action: invite,
    schema: inviteSchema,
    lists: ["projects", "teams"],
    defaultValues: { role: given.firstRole, ...typed },
  });
  const [found, setFound] = useState("");
  return (
    <Form form={form}>
      <input type="hidden" name="orgId" value={given.orgId} />
      <FormError />
      <Card>
        {/* What is typed is counted as it comes up from the field. */}
        <CardSection className="grid gap-4">
          <div onInput={(event) => setFound(counted(event.target))}>
            <TextareaField
              name="emails"
              label="E-mail addresses"
              rows={7}
              hint="Separated by commas, blanks or lines, also as Name <name@example.com>. At most 500."
              inputMode="email"
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
            />
            <p role="status" className={found ? "mt-1.5 text-xs text-ink-2 tabular" : "sr-only"}>
              {found}
            </p>
          </div>
          <SelectField name="role" label="Organization role" options={given.roles} className="max-w-80" />
        </CardSection>
        <SharedParts given={given} />
      </Card>
      <SubmitButton pendingText="Inviting…">Invite Users</SubmitButton>
    </Form>
  );
}

/** "12 addresses, 1 of them twice. Not an address: rubbish" */
function counted(target: EventTarget): string {
  if (!(target instanceof HTMLTextAreaElement) || target.value.trim() === "") return "";
  const { emails, bad, repeated } = parseAddresses(target.value.slice(0, 100_000));
  const parts = [
    `${countOf(emails.length, "address", "addresses")} recognised`,
    repeated > 0 && `${repeated} repeated`,
    bad.length > 0 && `${countOf(bad.length, "entry is no address", "entries are no addresses")}`,
  ];
  return `${parts.filter(Boolean).join(", ")}.`;
}
