"use client";
import { useState } from "react";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { type FormAction, useActionForm } from "@/components/form/use-action-form";
import { CopyField } from "@/components/ui/copy-field";
import type { FormState } from "@/lib/forms";
import { noFields } from "@/lib/projects/schemas";

/** The API Secret once somebody asked for it; hidden again it has to be asked for again. */
export function RevealSecret({ action, projectId }: { action: FormAction; projectId: number }) {
  const form = useActionForm({ action, schema: noFields });
  const [hidden, setHidden] = useState<FormState | null>(null);
  const secret = form.state.status === "ok" && form.state !== hidden ? form.state.message : undefined;
  if (secret) return <CopyField value={secret} label="API Secret" secret onHide={() => setHidden(form.state)} />;
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
