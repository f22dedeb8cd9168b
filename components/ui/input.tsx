import type { ComponentProps, ReactNode } from "react";
import { cx } from "./cx";
import { expand } from "./icon-shapes";
import { Shape } from "./shape";

/** Bare controls: for filters (a GET form) and inside the form kit's fields. */

export function Input({ className, ...rest }: ComponentProps<"input">) {
  return <input {...rest} className={cx("field", className)} />;
}

export type Option = { value: string; label: string; disabled?: boolean };

export function Select({
  options,
  className,
  children,
  ...rest
}: ComponentProps<"select"> & { options?: readonly Option[] }) {
  return (
    <span className={cx("relative inline-flex min-w-0", className ?? "w-full")}>
      <select {...rest} className="field">
        {options?.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled}>
            {option.label}
          </option>
        ))}
        {children}
      </select>
      <Shape
        shape={expand}
        size={14}
        className="pointer-events-none absolute right-2.5 top-1/2 -translate-y-1/2 text-ink-3"
      />
    </span>
  );
}

export function Checkbox({ label, className, ...rest }: ComponentProps<"input"> & { label?: string }) {
  return <input {...rest} type="checkbox" aria-label={label} className={cx("check", className)} />;
}

/** A select whose name stands inside it, as the filters above a list have it: "Role Any". */
export function FilterSelect({
  label,
  options,
  groups = [],
  ...rest
}: {
  label: string;
  options: readonly Option[];
  /** Further options under headings. */
  groups?: readonly { label: string; options: readonly Option[] }[];
} & Omit<ComponentProps<"select">, "className">) {
  return (
    <label className="field relative inline-flex! w-auto! max-w-full items-center p-0! focus-within:border-accent focus-within:outline-3 focus-within:outline-accent-pale">
      <span className="shrink-0 pl-2.5 text-ink-3">{label}</span>
      <select
        {...rest}
        className="field-sizing-content min-w-0 appearance-none self-stretch truncate rounded-md bg-transparent py-1 pr-7 pl-2 font-medium outline-none [&_option]:bg-panel"
      >
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled}>
            {option.label}
          </option>
        ))}
        {groups.map((group) => (
          <optgroup key={group.label} label={group.label}>
            {group.options.map((option) => (
              <option key={option.value} value={option.value} disabled={option.disabled}>
                {option.label}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
      <Shape shape={expand} size={14} className="pointer-events-none absolute right-2 text-ink-3" />
    </label>
  );
}

export function FilterRow({ children }: { children: ReactNode }) {
  return <div className="mb-3 flex flex-wrap items-center gap-2">{children}</div>;
}
