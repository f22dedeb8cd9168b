"use client";
import { type CodeKind, FactorCodeField } from "@/components/form/factor-code-field";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { PasskeyForm } from "@/components/form/passkey-form";
import { PasswordField } from "@/components/form/password-field";
import { useActionForm } from "@/components/form/use-action-form";
import { codeSchemas, confirmPasswordSchema } from "@/lib/two-factor/schemas";
import { confirmByFactor, confirmIdentity } from "./actions";

type Props = { email: string; returnTo: string };

export function PasswordConfirm({ email, returnTo }: Props) {
  const form = useActionForm({ action: confirmIdentity, schema: confirmPasswordSchema });
  return (
    <Form form={form}>
      <FormError />
      <input type="hidden" name="returnTo" value={returnTo} />
      <input type="email" value={email} autoComplete="username" readOnly hidden />
      <PasswordField name="password" label="Password" autoComplete="current-password" required autoFocus />
      <Confirm />
    </Form>
  );
}

/** `withPassword`: a text message alone is not enough where the account has a password. */
export function CodeConfirm({
  kind,
  returnTo,
  withPassword = false,
}: {
  kind: CodeKind;
  returnTo: string;
  withPassword?: boolean;
}) {
  const form = useActionForm({ action: confirmByFactor, schema: codeSchemas[kind] });
  return (
    <Form form={form}>
      <FormError />
      <input type="hidden" name="returnTo" value={returnTo} />
      {withPassword && <PasswordField name="password" label="Password" autoComplete="current-password" required />}
      <FactorCodeField kind={kind} autoFocus={!withPassword} />
      <Confirm />
    </Form>
  );
}

export function PasskeyConfirm({ returnTo }: { returnTo: string }) {
  return (
    <PasskeyForm
      action={confirmByFactor}
      purpose="confirm"
      answerName="code"
      fields={
        <>
          <input type="hidden" name="factor" value="passkey" />
          <input type="hidden" name="returnTo" value={returnTo} />
        </>
      }
    >
      Confirm with your passkey
    </PasskeyForm>
  );
}

function Confirm() {
  return (
    <SubmitButton size="lg" className="w-full" pendingText="Confirming…">
      Confirm
    </SubmitButton>
  );
}
