"use client";
import { useEffect, useRef } from "react";
import { Field } from "@/components/form/field";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { NewPasswordField } from "@/components/form/new-password-field";
import { type FormAction, useActionForm } from "@/components/form/use-action-form";
import { signUpSchema } from "@/lib/users/schemas";

export function SignUpForm({ action }: { action: FormAction }) {
  const form = useActionForm({ action, schema: signUpSchema });
  return (
    <Form form={form}>
      <FormError />
      <Field name="name" label="Your name" autoComplete="name" required />
      <Field
        name="email"
        label="E-mail"
        type="email"
        inputMode="email"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
      />
      <NewPasswordField />
      <Field name="orgName" label="Organization" autoComplete="organization" required />
      <Timezone />
      <SubmitButton size="lg" className="w-full" pendingText="Signing up…">
        Sign up
      </SubmitButton>
    </Form>
  );
}

/** The first project counts its days where its owner is. Without script they are counted in UTC. */
function Timezone() {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (input.current) input.current.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
  }, []);
  return <input ref={input} type="hidden" name="timezone" defaultValue="" />;
}
