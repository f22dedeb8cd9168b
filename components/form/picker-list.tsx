"use client";
import { cx } from "@/components/ui/cx";
import type { useCombobox } from "./use-combobox";

type Props = Pick<
  ReturnType<typeof useCombobox>,
  "found" | "options" | "query" | "active" | "listId" | "optionId" | "take"
> & { label: string; multiple: boolean };

/** What was found, below the field. The focus stays in the field; the marked one is told by its id. */
export function PickerList({ found, options, query, active, listId, optionId, take, label, multiple }: Props) {
  const note = noteOf(found.state, options.length, found.data?.more ?? false, query);
  return (
    <div
      // A press here must not take the focus from the field: losing it closes the list.
      onPointerDown={(event) => event.preventDefault()}
      className="absolute inset-x-0 top-full z-20 mt-1 max-h-96 overflow-y-auto rounded-lg border border-line-strong bg-panel p-1 shadow-xl"
    >
      <div id={listId} role="listbox" aria-label={label} aria-multiselectable={multiple || undefined}>
        {options.map((option, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's, which keeps the focus
          <div
            key={option.id}
            id={optionId(index)}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            onClick={() => take(option)}
            className={cx(
              "flex min-h-8 cursor-pointer flex-wrap items-center justify-between gap-x-3 rounded-sm px-2.5 py-1 hover:bg-sunken pointer-coarse:min-h-10",
              index === active && "bg-sunken",
            )}
          >
            <span dir="auto" className="min-w-0 truncate">
              {option.label}
            </span>
            {option.hint && <span className="min-w-0 max-w-full truncate text-xs text-ink-3">{option.hint}</span>}
          </div>
        ))}
      </div>
      <p role="status" className={note ? "px-2.5 py-1.5 text-xs text-ink-3" : "sr-only"}>
        {note}
      </p>
    </div>
  );
}

function noteOf(state: string, count: number, more: boolean, query: string): string {
  if (state === "failed") return "The server could not be reached. Type on to try again.";
  if (state !== "ready") return count > 0 ? "" : "Searching…";
  if (more) return "More match. Keep typing.";
  if (count > 0) return "";
  return query.trim() ? "Nothing matches." : "There is nothing else to choose.";
}
