"use client";
import type { ComponentProps, ReactNode } from "react";
import { cx } from "@/components/ui/cx";
import { Input, type Option, Select } from "@/components/ui/input";
import { useFormContext } from "./form";

type Own = { name: string; label: string; hint?: ReactNode; optional?: boolean; className?: string };
type Native<Tag extends "input" | "textarea" | "select"> = Omit<
  ComponentProps<Tag>,
  keyof Own | "id" | "defaultValue" | "ref" | "type"
>;

/** Label, control, hint and message of one field. The label stays for readers where `hideLabel` takes it from sight. */
export function FieldFrame({
  name,
  label,
  hint,
  optional,
  hideLabel,
  className,
  children,
  aside,
  below,
}: Own & { hideLabel?: boolean; children: ReactNode; aside?: ReactNode; below?: ReactNode }) {
  const form = useFormContext();
  const id = form.fieldId(name);
  return (
    <div className={cx("grid content-start gap-1.5", className)}>
      <div className={cx("flex items-baseline justify-between gap-3", hideLabel && !aside && "sr-only")}>
        <label htmlFor={id} className={hideLabel ? "sr-only" : "font-medium"}>
          {label}
          {optional && <span className="ml-1.5 font-normal text-ink-3">optional</span>}
        </label>
        {aside}
      </div>
      {children}
      <FieldNote name={name} hint={hint} />
      {below}
    </div>
  );
}

export function FieldNote({ name, hint }: { name: string; hint?: ReactNode }) {
  const form = useFormContext();
  const id = form.fieldId(name);
  const error = form.error(name);
  return (
    <>
      {error && (
        <p id={`${id}-error`} className="text-xs text-bad">
          {error}
        </p>
      )}
      {hint && (
        <p id={`${id}-hint`} className="text-xs text-ink-3">
          {hint}
        </p>
      )}
    </>
  );
}

/** One line of text. */
export function Field({
  name,
  label,
  hint,
  optional,
  className,
  hideLabel,
  aside,
  type = "text",
  ...rest
}: Own & {
  hideLabel?: boolean;
  aside?: ReactNode;
  type?: "text" | "email" | "tel" | "url" | "number" | "search" | "date" | "datetime-local";
} & Native<"input">) {
  const form = useFormContext();
  return (
    <FieldFrame {...{ name, label, hint, optional, className, hideLabel, aside }}>
      <Input
        dir={type === "text" ? "auto" : undefined}
        {...rest}
        type={type}
        {...form.register(name, { hint: Boolean(hint) })}
      />
    </FieldFrame>
  );
}

export function TextareaField({
  name,
  label,
  hint,
  optional,
  className,
  hideLabel,
  aside,
  ...rest
}: Own & { hideLabel?: boolean; aside?: ReactNode } & Native<"textarea">) {
  const form = useFormContext();
  return (
    <FieldFrame {...{ name, label, hint, optional, className, hideLabel, aside }}>
      <textarea rows={4} {...rest} {...form.register(name, { hint: Boolean(hint) })} className="field resize-y" />
    </FieldFrame>
  );
}

export function SelectField({
  name,
  label,
  hint,
  optional,
  className,
  hideLabel,
  aside,
  options,
  ...rest
}: Own & { hideLabel?: boolean; aside?: ReactNode; options: readonly Option[] } & Native<"select">) {
  const form = useFormContext();
  return (
    <FieldFrame {...{ name, label, hint, optional, className, hideLabel, aside }}>
      <Select {...rest} {...form.register(name, { hint: Boolean(hint) })} options={options} />
    </FieldFrame>
  );
}
