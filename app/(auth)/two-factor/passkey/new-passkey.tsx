"use client";
import { PasskeyForm } from "@/components/form/passkey-form";
import { registerPasskey } from "../actions";
import { RecoveryCodes } from "../codes";

export function NewPasskey({ returnTo, next }: { returnTo: string; next: string }) {
  return (
    <PasskeyForm
      action={registerPasskey}
      purpose="register"
      answerName="answer"
      done={(codes) => <RecoveryCodes codes={codes} next={next} />}
      fields={
        <>
          <input type="hidden" name="returnTo" value={returnTo} />
          <div className="grid gap-1.5">
            <label htmlFor="passkey-name" className="font-medium">
              Name<span className="ml-1.5 font-normal text-ink-3">optional</span>
            </label>
            <input id="passkey-name" name="name" maxLength={80} className="field" autoComplete="off" />
            <p className="text-xs text-ink-3">Such as “Laptop” or “Key ring”, to tell them apart later.</p>
          </div>
        </>
      }
    >
      Create passkey
    </PasskeyForm>
  );
}
