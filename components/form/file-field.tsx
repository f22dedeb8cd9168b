"use client";
import type { ReactNode } from "react";
import { FieldFrame } from "./field";
import { useFormContext } from "./form";

/** One file. It is sent once: a form that comes back without script has to be given it again. */
export function FileField({
  name,
  label,
  hint,
  accept,
}: {
  name: string;
  label: string;
  hint?: ReactNode;
  accept: string;
}) {
  const form = useFormContext();
  const { defaultValue: _, ...registered } = form.register(name, { hint: Boolean(hint) });
  return (
    <FieldFrame {...{ name, label, hint }}>
      <input
        type="file"
        accept={accept}
        {...registered}
        className="field cursor-pointer py-1! text-ink-2 file:mr-3 file:-ml-1 file:h-6 file:cursor-pointer file:rounded-sm file:border-0 file:bg-sunken file:px-2.5 file:font-medium file:text-ink"
      />
    </FieldFrame>
  );
}
