"use client";
import { type ReactNode, useRef, useState } from "react";
import { hide, show } from "@/components/ui/icon-shapes";
import { Shape } from "@/components/ui/shape";
import { FieldFrame } from "./field";
import { useFormContext } from "./form";

export type Strength = { score: 0 | 1 | 2 | 3 | 4; label: string };

/** A secret: it can be shown, pasted, suggested and measured. `suggest` and `strength` load on their first use. */
export function PasswordField({
  name,
  label,
  hint,
  autoComplete,
  suggest,
  strength,
  required,
  autoFocus,
  aside,
}: {
  name: string;
  label: string;
  hint?: ReactNode;
  autoComplete: "current-password" | "new-password";
  suggest?: () => Promise<string>;
  strength?: (value: string) => Promise<Strength>;
  required?: boolean;
  autoFocus?: boolean;
  aside?: ReactNode;
}) {
  const form = useFormContext();
  const [shown, setShown] = useState(false);
  const [measured, setMeasured] = useState<Strength | null>(null);
  const turn = useRef(0);
  const registered = form.register(name, { hint: Boolean(hint) });

  async function measure(value: string) {
    if (!strength) return;
    turn.current += 1;
    const mine = turn.current;
    const found = value === "" ? null : await strength(value).catch(() => null);
    if (mine === turn.current) setMeasured(found);
  }

  async function offer() {
    const phrase = await suggest?.().catch(() => undefined);
    if (phrase === undefined) return;
    setShown(true);
    form.setValue(name, phrase);
    await measure(phrase);
  }

  return (
    <FieldFrame
      name={name}
      label={label}
      hint={hint}
      aside={aside}
      below={
        <>
          {" "}
          {strength && <StrengthMeter measured={measured} />}
          {suggest && (
            <button
              type="button"
              onClick={() => void offer()}
              className="noscript:hidden min-h-6 justify-self-start text-xs text-accent hover:underline"
            >
              Suggest a passphrase
            </button>
          )}
        </>
      }
    >
      <div className="relative">
        <input
          {...registered}
          defaultValue={undefined}
          onInput={(event) => void measure(event.currentTarget.value)}
          type={shown ? "text" : "password"}
          data-secret
          autoComplete={autoComplete}
          required={required}
          // biome-ignore lint/a11y/noAutofocus: the second step of signing in has this one field
          autoFocus={autoFocus}
          autoCapitalize="none"
          spellCheck={false}
          className="field pr-10!"
        />
        <button
          type="button"
          aria-label={shown ? "Hide password" : "Show password"}
          onClick={() => setShown(!shown)}
          className="noscript:hidden absolute inset-y-0 right-0 grid w-10 place-content-center rounded-md text-ink-3 -outline-offset-2 hover:text-ink"
        >
          <Shape shape={shown ? hide : show} />
        </button>
      </div>
    </FieldFrame>
  );
}

const tones = ["bg-bad", "bg-bad", "bg-warn", "bg-good", "bg-good"];

function StrengthMeter({ measured }: { measured: Strength | null }) {
  const filled = measured ? Math.max(measured.score, 1) : 0;
  return (
    <div className="noscript:hidden flex items-center gap-2">
      <div aria-hidden="true" className="flex flex-1 gap-1">
        {[1, 2, 3, 4].map((step) => (
          <span
            key={step}
            className={`h-1 flex-1 rounded-full ${measured && step <= filled ? tones[measured.score] : "bg-line"}`}
          />
        ))}
      </div>
      <p aria-live="polite" className="min-w-20 text-right text-xs text-ink-2">
        {measured?.label}
      </p>
    </div>
  );
}
