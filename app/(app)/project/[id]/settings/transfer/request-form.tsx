"use client";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { TypedField } from "@/components/form/typed-field";
import { useActionForm } from "@/components/form/use-action-form";
import { LinkButton } from "@/components/ui/button";
import { paths } from "@/lib/paths";
import { requestTransferSchema } from "@/lib/projects/schemas";
import { request } from "./actions";

type Props = { projectId: number; name: string; to: number; typed: string; atOnce: boolean };

export function RequestForm({ projectId, name, to, typed, atOnce }: Props) {
  const form = useActionForm({ action: request, schema: requestTransferSchema, defaultValues: { typed } });
  return (
    <Form form={form} className="grid gap-4">
      <input type="hidden" name="projectId" value={projectId} />
      <input type="hidden" name="to" value={to} />
      <FormError />
      <TypedField phrase={name} />
      <div className="flex flex-wrap gap-2">
        <SubmitButton variant="danger" pendingText={atOnce ? "Transferring…" : "Asking…"}>
          {atOnce ? `Transfer ${name}` : `Ask to transfer ${name}`}
        </SubmitButton>
        <LinkButton href={paths.projectSettings(projectId)}>Keep it</LinkButton>
      </div>
    </Form>
  );
}
