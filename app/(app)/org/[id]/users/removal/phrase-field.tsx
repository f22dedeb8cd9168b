"use client";
import { Field } from "@/components/form/field";

export function PhraseField({ phrase }: { phrase: string }) {
  return (
    <Field
      name="phrase"
      label={`Type “${phrase}” to confirm`}
      className="max-w-sm"
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
    />
  );
}
