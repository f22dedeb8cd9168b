"use client";
import { type ReactNode, useId } from "react";
import type { Option } from "@/components/ui/input";
import { Field } from "./field";

/** A timezone found by typing, in the browser's own list of suggestions; the schema's `timezoneField` takes a city too. */
export function TimezoneField({
  name,
  label,
  hint,
  options,
}: {
  name: string;
  label: string;
  hint?: ReactNode;
  options: readonly Option[];
}) {
  const list = useId();
  return (
    <>
      <Field
        name={name}
        label={label}
        hint={hint}
        list={list}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        // What is typed next replaces what stands there: the browser suggests only what fits it.
        onFocus={(event) => event.currentTarget.select()}
      />
      <datalist id={list}>
        {options.map((option) => (
          <option key={option.value} value={option.value} label={option.label} />
        ))}
      </datalist>
    </>
  );
}
