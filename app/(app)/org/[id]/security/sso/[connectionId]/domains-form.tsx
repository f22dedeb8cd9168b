"use client";
import { type Choice, ChoiceGroup } from "@/components/form/checkbox-field";
import { Form, FormError, FormOk, SubmitButton } from "@/components/form/form";
import { useActionForm } from "@/components/form/use-action-form";
import { connectionDomainsSchema } from "@/lib/sso/connection-schemas";
import { saveDomains } from "../actions";

type Props = { orgId: number; connectionId: string; chosen: string[]; choices: Choice[] };

export function DomainsForm({ orgId, connectionId, chosen, choices }: Props) {
  const form = useActionForm({
    action: saveDomains,
    schema: connectionDomainsSchema,
    defaultValues: { domainIds: chosen },
    lists: ["domainIds"],
  });
  return (
    <Form form={form} className="grid gap-3">
      <FormError />
      <input type="hidden" name="orgId" value={orgId} />
      <input type="hidden" name="connectionId" value={connectionId} />
      <ChoiceGroup name="domainIds" legend="Verified domains" choices={choices} multiple />
      <div className="flex flex-wrap gap-3">
        <SubmitButton variant="secondary" pendingText="Saving…">
          Save
        </SubmitButton>
        <FormOk />
      </div>
    </Form>
  );
}
