"use client";
import { Field, SelectField } from "@/components/form/field";
import { Form, FormError, FormOk, SubmitButton } from "@/components/form/form";
import { useActionForm } from "@/components/form/use-action-form";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import type { Option } from "@/components/ui/input";
import type { BillingDetails } from "@/db/queries/billing";
import { billingDetailsSchema } from "@/lib/billing/schemas";
import { saveDetails } from "./actions";

type Props = { orgId: number; orgName: string; details: BillingDetails | null; countries: Option[] };

export function DetailsForm({ orgId, orgName, details, countries }: Props) {
  const form = useActionForm({
    action: saveDetails,
    schema: billingDetailsSchema,
    defaultValues: details ?? { company: orgName },
  });
  return (
    <Card>
      <CardHeader title="Billing details" sentence="They stand on invoices from the next one on." />
      <CardBody>
        <Form form={form} className="grid grid-cols-2 gap-3">
          <input type="hidden" name="orgId" value={orgId} />
          <div className="col-span-full empty:hidden">
            <FormError />
          </div>
          <Field name="company" label="Company" autoComplete="organization" className="col-span-full" />
          <Field name="line1" label="Street and number" autoComplete="address-line1" className="col-span-full" />
          <Field name="line2" label="Further line" optional autoComplete="address-line2" className="col-span-full" />
          <Field name="postalCode" label="Postal code" autoComplete="postal-code" />
          <Field name="city" label="City" autoComplete="address-level2" />
          <Field
            name="region"
            label="State or region"
            optional
            autoComplete="address-level1"
            className="max-sm:col-span-full"
          />
          <SelectField
            name="country"
            label="Country"
            autoComplete="country"
            className="max-sm:col-span-full"
            options={[{ value: "", label: "Choose…" }, ...countries]}
          />
          <Field
            name="taxId"
            label="Tax id"
            optional
            hint="Such as DE123456789."
            autoComplete="off"
            className="max-sm:col-span-full"
          />
          <Field
            name="purchaseOrder"
            label="Purchase order"
            optional
            hint="Named on each invoice."
            autoComplete="off"
            className="max-sm:col-span-full"
          />
          <div className="col-span-full flex flex-wrap items-center gap-2 pt-1">
            <SubmitButton variant="secondary" pendingText="Saving…">
              Save billing details
            </SubmitButton>
            <FormOk />
          </div>
        </Form>
      </CardBody>
    </Card>
  );
}
