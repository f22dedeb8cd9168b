"use client";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { useActionForm } from "@/components/form/use-action-form";
import { CopyField } from "@/components/ui/copy-field";
import { noFields } from "@/lib/projects/schemas";
import { revealSecret } from "./actions";

export function RevealSecret({ projectId }: { projectId: number }) {
  const form = useActionForm({ action: revealSecret, schema: noFields });
  const secret = form.state.status === "ok" ? form.state.message : undefined;
  if (secret) return <CopyField value={secret} label="API Secret" secret />;
  return (
    <Form form={form} className="grid gap-2">
      <input type="hidden" name="projectId" value={projectId} />
      <FormError />
      <div className="flex items-center gap-3">
        <span aria-hidden="true" className="font-mono text-xs tracking-widest text-ink-3">
          ••••••••••••••••
        </span>
        <SubmitButton variant="secondary" pendingText="Revealing…">
          Reveal
        </SubmitButton>
      </div>
    </Form>
  );
}
