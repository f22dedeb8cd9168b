"use client";
import type { ReactNode } from "react";
import { Select } from "@/components/ui/input";
import type { PickerOption } from "@/lib/pickers";
import { FieldFrame } from "./field";
import { useFormContext } from "./form";
import { Picker, type PickerProps } from "./picker";

type Props = Omit<PickerProps, "fallback" | "onChange"> & {
  label: string;
  hint?: ReactNode;
  optional?: boolean;
  hideLabel?: boolean;
  /** Without script: few enough to show them all … */
  options?: readonly PickerOption[];
  /** … or the name of a field into which they are typed, one a line, and what to type. */
  typed?: { name: string; hint: string };
};

/** A {@link Picker} in the form kit: label, hint, message, and what was chosen when the form comes back refused. */
export function PickerField({ label, hint, optional, hideLabel, options, typed, className, ...picker }: Props) {
  const form = useFormContext();
  const {
    id,
    "aria-invalid": invalid,
    "aria-describedby": described,
  } = form.register(picker.name, { hint: Boolean(hint) });
  const kept = keptIds(form.valueFor(picker.name));
  const known = [...(picker.chosen ?? []), ...(options ?? [])];
  const chosen = kept ? known.filter((option) => kept.includes(option.id)) : (picker.chosen ?? []);
  const others = (options ?? []).filter((option) => !chosen.some((one) => one.id === option.id));

  return (
    <FieldFrame {...{ name: picker.name, label, hint, optional, hideLabel, className }}>
      <Picker
        {...picker}
        {...{ id, invalid, described, chosen }}
        // The document is judged anew once the chips are in it.
        onChange={() => setTimeout(() => form.setValue(picker.name, ""))}
        fallback={
          <>
            {others.length > 0 && (
              <Unticked name={picker.name} label={label} options={others} multiple={picker.multiple ?? true} />
            )}
            {typed && <Typed {...typed} label={label} />}
          </>
        }
      />
    </FieldFrame>
  );
}

function Unticked({
  name,
  label,
  options,
  multiple,
}: {
  name: string;
  label: string;
  options: readonly PickerOption[];
  multiple: boolean;
}) {
  if (!multiple)
    return (
      <Select
        name={name}
        aria-label={label}
        options={[{ value: "", label: "None" }, ...options.map(({ id, label: text }) => ({ value: id, label: text }))]}
      />
    );
  return (
    <fieldset className="grid max-h-80 gap-x-4 overflow-y-auto sm:grid-cols-2">
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <label key={option.id} className="flex min-h-8 items-center gap-2.5">
          <input type="checkbox" name={name} value={option.id} className="check" />
          <span dir="auto">{option.label}</span>
        </label>
      ))}
    </fieldset>
  );
}

function Typed({ name, hint, label }: { name: string; hint: string; label: string }) {
  const form = useFormContext();
  const value = form.valueFor(name);
  return (
    <label className="grid gap-1.5">
      <span className="text-xs text-ink-3">{hint}</span>
      <textarea
        name={name}
        rows={3}
        aria-label={label}
        defaultValue={typeof value === "string" ? value : ""}
        className="field"
      />
    </label>
  );
}

function keptIds(value: unknown): string[] | null {
  if (Array.isArray(value)) return value.filter((entry) => typeof entry === "string");
  return typeof value === "string" && value !== "" ? [value] : null;
}
