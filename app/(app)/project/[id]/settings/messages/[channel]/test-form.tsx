"use client";
import { Field } from "@/components/form/field";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { useActionForm } from "@/components/form/use-action-form";
import type { ChannelKind } from "@/lib/messages/kinds";
import { testSchema } from "@/lib/messages/schemas";
import { test } from "./actions";

type Props = { projectId: number; kind: ChannelKind; label: string; hint: string };

export function TestForm({ projectId, kind, label, hint }: Props) {
  const form = useActionForm({ action: test, schema: testSchema });
  return (
    <Form form={form} className="grid gap-3">
      <input type="hidden" name="projectId" value={projectId} />
      <input type="hidden" name="kind" value={kind} />
      <FormError />
      <Field
        name="to"
        label={label}
        hint={hint}
        type={kind === "twilio" ? "tel" : "text"}
        autoComplete="off"
        spellCheck={false}
      />
      <SubmitButton variant="secondary" pendingText="Sending…">
        Send a test
      </SubmitButton>
    </Form>
  );
}
