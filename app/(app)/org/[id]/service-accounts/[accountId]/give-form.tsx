"use client";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { useActionForm } from "@/components/form/use-action-form";
import { CardSection } from "@/components/ui/card";
import { giveServiceAccessSchema } from "@/lib/service-accounts/schemas";
import { type PartsGiven, SharedParts } from "../../shared-parts";
import { give } from "./actions";

export function GiveForm({ given, accountId }: { given: PartsGiven; accountId: number }) {
  const form = useActionForm({ action: give, schema: giveServiceAccessSchema, lists: ["projects", "teams"] });
  return (
    <Form form={form} className="grid">
      <input type="hidden" name="orgId" value={given.orgId} />
      <input type="hidden" name="accountId" value={accountId} />
      <FormError />
      <SharedParts given={given} />
      <CardSection>
        <SubmitButton variant="secondary" pendingText="Giving…">
          Give access
        </SubmitButton>
      </CardSection>
    </Form>
  );
}
