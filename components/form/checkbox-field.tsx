"use client";
import type { ReactNode } from "react";
import { cx } from "@/components/ui/cx";
import { FieldNote } from "./field";
import { useFormContext } from "./form";

/** One box; it sends "on" when ticked and nothing when not. */
export function CheckboxField({
  name,
  label,
  hint,
  className,
}: {
  name: string;
  label: ReactNode;
  hint?: ReactNode;
  className?: string;
}) {
  const form = useFormContext();
  const { defaultValue: _, ref: __, ...registered } = form.register(name, { hint: Boolean(hint) });
  const value = form.valueFor(name);
  return (
    <div className={cx("grid gap-1", className)}>
      <label className="flex min-h-8 items-center gap-2.5">
        <input type="checkbox" {...registered} defaultChecked={value === true || value === "on"} className="check" />
        <span>{label}</span>
      </label>
      <FieldNote name={name} hint={hint} />
    </div>
  );
}

export type Choice = { value: string; label: ReactNode; hint?: ReactNode; disabled?: boolean };

/** Many of a list (`multiple`, name it in `lists`) or one of it. */
export function ChoiceGroup({
  name,
  legend,
  choices,
  multiple = false,
  hint,
  className,
}: {
  name: string;
  legend: string;
  choices: readonly Choice[];
  multiple?: boolean;
  hint?: ReactNode;
  className?: string;
}) {
  const form = useFormContext();
  const {
    defaultValue: _,
    ref: __,
    id,
    "aria-invalid": invalid,
    "aria-describedby": described,
    ...registered
  } = form.register(name, { hint: Boolean(hint) });
  const value = form.valueFor(name);
  const ticked = (choice: string) => (Array.isArray(value) ? value.includes(choice) : value === choice);
  return (
    <fieldset id={id} aria-describedby={described} className={cx("grid gap-1", className)}>
      <legend className="mb-1 font-medium">{legend}</legend>
      {choices.map((choice) => (
        <label
          key={choice.value}
          className={cx("flex min-h-8 items-start gap-2.5 py-1.5", choice.disabled && "text-ink-3")}
        >
          <input
            type={multiple ? "checkbox" : "radio"}
            {...registered}
            value={choice.value}
            defaultChecked={ticked(choice.value)}
            disabled={choice.disabled}
            aria-invalid={multiple ? undefined : invalid}
            className="check mt-0.5"
          />
          <span>
            {choice.label}
            {choice.hint && <span className="block text-xs text-ink-3">{choice.hint}</span>}
          </span>
        </label>
      ))}
      <FieldNote name={name} hint={hint} />
    </fieldset>
  );
}
