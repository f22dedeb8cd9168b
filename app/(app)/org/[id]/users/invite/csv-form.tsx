"use client";
import { FileField } from "@/components/form/file-field";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { useActionForm } from "@/components/form/use-action-form";
import { uploadSchema } from "@/lib/invitations/form-schemas";
import { upload } from "./actions";

export function CsvForm({ orgId }: { orgId: number }) {
  const form = useActionForm({ action: upload, schema: uploadSchema });
  return (
    <Form form={form}>
      <input type="hidden" name="orgId" value={orgId} />
      <FormError />
      <FileField
        name="file"
        label="CSV file"
        accept=".csv,.tsv,.txt,text/csv,text/plain,text/tab-separated-values"
        hint="Up to 10,000 people and 2 MB. Nobody is invited before you have seen what each line does."
      />
      <SubmitButton pendingText="Checking…">Check the list</SubmitButton>
    </Form>
  );
}
