"use client";
import { PasskeyForm } from "@/components/form/passkey-form";
import type { FormAction } from "@/components/form/use-action-form";

/** The way in that needs neither e-mail nor password; the same for everybody, with a passkey or without. */
export function PasskeySignIn({ action, returnTo }: { action: FormAction; returnTo: string }) {
  return (
    <div className="mt-4 border-t border-line pt-4">
      <PasskeyForm
        action={action}
        purpose="sign_in"
        answerName="answer"
        variant="secondary"
        fields={<input type="hidden" name="returnTo" value={returnTo} />}
      >
        Sign in with a passkey
      </PasskeyForm>
    </div>
  );
}
