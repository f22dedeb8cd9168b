"use client";
import { Field } from "@/components/form/field";
import { Form, FormError, FormOk, SubmitButton } from "@/components/form/form";
import { useActionForm } from "@/components/form/use-action-form";
import { createReportSchema, editReportSchema, renameReportSchema } from "@/lib/reports/schemas";
import { create, edit, rename } from "./actions";

type OfProject = { projectId: number };
type OfReport = OfProject & { reportId: string };

/** `query`: what the address asks. */
export function SaveForm({ projectId, query, requestKey }: OfProject & { query: string; requestKey: string }) {
  const form = useActionForm({ action: create, schema: createReportSchema });
  return (
    <Form form={form} className="grid gap-3">
      <input type="hidden" name="projectId" value={projectId} />
      <input type="hidden" name="requestKey" value={requestKey} />
      <input type="hidden" name="query" value={query} />
      <FormError />
      <div className="flex flex-wrap items-start gap-2">
        <Field
          name="name"
          label="Name of the report"
          hideLabel
          placeholder="Name, such as Sign-ups per day"
          autoComplete="off"
          className="max-w-[360px] min-w-48 flex-1"
        />
        <SubmitButton pendingText="Saving…">Save report</SubmitButton>
      </div>
    </Form>
  );
}

export function SaveChangesForm({
  projectId,
  reportId,
  query,
  version,
}: OfReport & { query: string; version: number }) {
  const form = useActionForm({ action: edit, schema: editReportSchema });
  return (
    <Form form={form} className="grid justify-items-start gap-2">
      <input type="hidden" name="projectId" value={projectId} />
      <input type="hidden" name="reportId" value={reportId} />
      <input type="hidden" name="query" value={query} />
      <input type="hidden" name="version" value={version} />
      <FormError />
      <SubmitButton pendingText="Saving…">Save changes</SubmitButton>
    </Form>
  );
}

export function RenameForm({ projectId, reportId, name }: OfReport & { name: string }) {
  const form = useActionForm({ action: rename, schema: renameReportSchema, defaultValues: { name } });
  return (
    <Form form={form} className="grid gap-3">
      <input type="hidden" name="projectId" value={projectId} />
      <input type="hidden" name="reportId" value={reportId} />
      <input type="hidden" name="was" value={name} />
      <FormError />
      <Field name="name" label="Name" autoComplete="off" />
      <div className="flex flex-wrap gap-3">
        <SubmitButton variant="secondary" pendingText="Saving…">
          Save name
        </SubmitButton>
        <FormOk />
      </div>
    </Form>
  );
}
