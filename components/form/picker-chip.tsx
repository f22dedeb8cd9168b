"use client";
import { close } from "@/components/ui/icon-shapes";
import { Shape } from "@/components/ui/shape";
import type { PickerOption } from "@/lib/pickers";

type Props = { name: string; option: PickerOption; ready: boolean; onRemove: () => void };

/** One that is chosen. It can be taken away by its button, or before script by unticking it. */
export function PickedChip({ name, option, ready, onRemove }: Props) {
  return (
    <li
      title={option.hint}
      className="inline-flex min-h-7 max-w-full items-center rounded-md border border-line bg-sunken text-xs pointer-coarse:min-h-10"
    >
      {ready ? (
        <>
          <input type="hidden" name={name} value={option.id} />
          <span dir="auto" className="truncate pl-2">
            {option.label}
          </span>
          <button
            type="button"
            onClick={onRemove}
            aria-label={`Remove ${option.label}`}
            className="grid size-7 shrink-0 place-content-center rounded-md text-ink-3 -outline-offset-2 hover:text-ink pointer-coarse:size-10"
          >
            <Shape shape={close} size={14} />
          </button>
        </>
      ) : (
        <label className="flex min-h-7 items-center gap-2 px-2">
          <input type="checkbox" name={name} value={option.id} defaultChecked className="check" />
          <span dir="auto">{option.label}</span>
        </label>
      )}
    </li>
  );
}
