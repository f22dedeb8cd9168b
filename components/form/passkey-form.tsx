"use client";
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from "@simplewebauthn/browser";
import { type FormEvent, type ReactNode, startTransition, useActionState, useState, useSyncExternalStore } from "react";
import { Button, type ButtonVariant } from "@/components/ui/button";
import { type FormState, idle } from "@/lib/forms";

type Purpose = "sign_in" | "second_factor" | "confirm" | "register";
type Props = {
  action: (state: FormState, data: FormData) => Promise<FormState>;
  purpose: Purpose;
  /** What the action gets the authenticator's answer as. */
  answerName: string;
  children: ReactNode;
  /** Fields beside it. */
  fields?: ReactNode;
  variant?: ButtonVariant;
  /** What stands here once the action is done. */
  done?: (message: string) => ReactNode;
};

const cancelled = "The passkey was not used. Try again, or use another way.";
const unreachable = "The server could not be reached. Try again.";

/**
 * Asks the browser for a passkey and sends what it answers. Passkeys need script: without it, or where the browser has
 * none, a sentence stands in its place.
 */
export function PasskeyForm({ action, purpose, answerName, children, fields, variant = "primary", done }: Props) {
  const [state, send, sending] = useActionState(action, idle);
  const [asking, setAsking] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const supported = useSyncExternalStore(never, canUsePasskeys, () => null);
  if (supported === null) return <noscript>Passkeys need JavaScript, which is off in this browser.</noscript>;
  if (!supported) return <p className="text-ink-2">This browser cannot use passkeys.</p>;
  if (state.status === "ok" && state.message && done) return done(state.message);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (asking || sending) return;
    const data = new FormData(event.currentTarget);
    setAsking(true);
    setProblem(null);
    try {
      const response = await fetch(`/api/passkeys?for=${purpose}`, { method: "POST" });
      const options = await response.json();
      if (!response.ok) setProblem(options.error ?? unreachable);
      else {
        data.set(answerName, JSON.stringify(await ask(purpose, options)));
        startTransition(() => send(data));
      }
    } catch (error) {
      setProblem(sentenceOf(error));
    } finally {
      setAsking(false);
    }
  }

  const said = problem ?? (state.status === "refused" ? (state.formError ?? firstOf(state.fieldErrors)) : undefined);
  return (
    <form onSubmit={submit} className="grid gap-4">
      <div role="alert" className={said ? "rounded-md bg-bad-wash px-3 py-2 text-bad" : "sr-only"}>
        {said}
      </div>
      {fields}
      <Button
        type="submit"
        variant={variant}
        size="lg"
        className="w-full"
        pending={asking || sending}
        pendingText="Waiting for your passkey…"
      >
        {children}
      </Button>
    </form>
  );
}

type Options = PublicKeyCredentialCreationOptionsJSON & PublicKeyCredentialRequestOptionsJSON;

/** What speaks to the authenticator comes when it is needed: most people who sign in have no passkey. */
async function ask(purpose: Purpose, options: Options) {
  const { startAuthentication, startRegistration } = await import("@simplewebauthn/browser");
  return purpose === "register"
    ? startRegistration({ optionsJSON: options })
    : startAuthentication({ optionsJSON: options });
}

function sentenceOf(error: unknown): string {
  const name = error instanceof Error ? error.name : "";
  if (name === "InvalidStateError") return "This device has a passkey for your account already.";
  return name === "TypeError" ? unreachable : cancelled;
}

function firstOf(errors: Record<string, string> | undefined): string | undefined {
  return Object.values(errors ?? {})[0];
}

function canUsePasskeys(): boolean {
  return typeof window.PublicKeyCredential === "function";
}

function never() {
  return () => undefined;
}
