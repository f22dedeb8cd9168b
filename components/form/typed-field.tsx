"use client";
import { Field } from "./field";

/** What is typed before something goes that is hard to get back (A6); the server compares. */
export function TypedField({ phrase }: { phrase: string }) {
  return (
    <Field
      name="typed"
      label={`Type “${phrase}”`}
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
      className="max-w-96"
    />
  );
}
