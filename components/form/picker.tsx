"use client";
import { type ReactNode, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { cx } from "@/components/ui/cx";
import { search } from "@/components/ui/icon-shapes";
import { Shape } from "@/components/ui/shape";
import type { PickerOption } from "@/lib/pickers";
import { PickedChip } from "./picker-chip";
import { PickerList } from "./picker-list";
import { useCombobox } from "./use-combobox";

export type PickerProps = {
  /** Sent once for each that is chosen. In a form it belongs into `lists` unless `multiple` is false. */
  name: string;
  /** A route such as `/api/org/1/people`, where `?q=` finds; see `PickerAnswer`. */
  source: string;
  multiple?: boolean;
  chosen?: readonly PickerOption[];
  placeholder?: string;
  /** What stands here without script: checkboxes, a select, or a field to type names into. */
  fallback?: ReactNode;
  onChange?: (chosen: readonly PickerOption[]) => void;
  className?: string;
};

type Control = PickerProps & {
  id?: string;
  label?: string;
  invalid?: true;
  described?: string;
};

/**
 * Finds by a few letters and keeps what was chosen as chips. Bare, for filters (give a `label`); `PickerField` is the
 * same in the form kit. Before script the chosen ones are boxes that can be unticked, and `fallback` adds others.
 */
export function Picker({
  name,
  source,
  multiple = true,
  placeholder,
  fallback,
  onChange,
  className,
  ...rest
}: Control) {
  const [chosen, setChosen] = useState<readonly PickerOption[]>(rest.chosen ?? []);
  const [said, setSaid] = useState("");
  const ready = useSyncExternalStore(never, yes, no);
  const start = useRef(rest.chosen ?? []);
  const box = useRef<HTMLDivElement>(null);

  function set(next: readonly PickerOption[], words: string) {
    setChosen(next);
    setSaid(words);
    onChange?.(next);
  }
  function choose(option: PickerOption) {
    set(multiple ? [...chosen, option] : [option], `${option.label} added.`);
  }
  function remove(option: PickerOption | undefined) {
    if (!option) return;
    set(
      chosen.filter(({ id }) => id !== option.id),
      `${option.label} removed.`,
    );
    combobox.inputProps.ref.current?.focus();
  }
  const combobox = useCombobox({ source, multiple, chosen, choose, removeLast: () => remove(chosen.at(-1)) });

  useEffect(() => {
    const form = box.current?.closest("form");
    const reset = () => setChosen(start.current);
    form?.addEventListener("reset", reset);
    return () => form?.removeEventListener("reset", reset);
  }, []);

  return (
    <div ref={box} className={cx("grid gap-1.5", className)}>
      <div className="noscript:hidden relative">
        <Shape
          shape={search}
          size={14}
          className="pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-ink-3"
        />
        <input
          {...combobox.inputProps}
          id={rest.id}
          type="text"
          data-field={name}
          placeholder={placeholder}
          aria-label={rest.label}
          aria-invalid={rest.invalid}
          aria-describedby={rest.described}
          className="field pl-8!"
        />
        {combobox.open && <PickerList {...combobox} label={rest.label ?? placeholder ?? "Found"} multiple={multiple} />}
      </div>
      {chosen.length > 0 && (
        <ul className="flex flex-wrap gap-1.5" aria-label="Chosen">
          {chosen.map((option) => (
            <PickedChip key={option.id} name={name} option={option} ready={ready} onRemove={() => remove(option)} />
          ))}
        </ul>
      )}
      <p role="status" className="sr-only">
        {said}
      </p>
      {fallback && <noscript>{fallback}</noscript>}
    </div>
  );
}

function never() {
  return () => undefined;
}
function yes() {
  return true;
}
function no() {
  return false;
}
