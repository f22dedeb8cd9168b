"use client";
import type { ReactNode } from "react";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import type { ActionForm } from "@/components/form/use-action-form";

export type ChannelFormProps = {
  projectId: number;
  /** When the channel that is shown was added; empty where there is none. */
  shown: string;
  submit: string;
  /** What was typed before a confirmation, which leads back here; no secrets. */
  typed: Record<string, string>;
};

/** Typed text of credentials and ids: browsers neither keep, correct nor capitalise it. */
export const secretText = {
  autoComplete: "off",
  autoCapitalize: "none",
  autoCorrect: "off",
  spellCheck: false,
} as const;

export function ChannelForm({
  form,
  projectId,
  shown,
  submit,
  children,
}: Omit<ChannelFormProps, "typed"> & { form: ActionForm; children: ReactNode }) {
  return (
    <Form form={form}>
      <input type="hidden" name="projectId" value={projectId} />
      <input type="hidden" name="shown" value={shown} />
      <FormError />
      {children}
      <SubmitButton pendingText="Checking…">{submit}</SubmitButton>
    </Form>
  );
}
