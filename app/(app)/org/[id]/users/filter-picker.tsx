"use client";
import { useRef } from "react";
import { Picker } from "@/components/form/picker";
import { close } from "@/components/ui/icon-shapes";
import { Link } from "@/components/ui/link";
import { Shape } from "@/components/ui/shape";
import type { PickerOption } from "@/lib/pickers";

type Props = {
  label: string;
  name: string;
  source: string;
  chosen: PickerOption | null;
  without: string;
  wide?: boolean;
};

/** A filter with too many choices for a select: found by letters, applied at once, then a chip that a link takes away. */
export function FilterPicker({ label, name, source, chosen, without, wide = false }: Props) {
  const box = useRef<HTMLDivElement>(null);
  if (chosen) {
    return (
      <span className="field inline-flex! w-auto! max-w-full items-center p-0!">
        <input type="hidden" name={name} value={chosen.id} />
        <span className="shrink-0 pl-2.5 text-ink-3">{label}</span>
        <span dir="auto" className="min-w-0 max-w-48 truncate px-2 font-medium">
          {chosen.label}
        </span>
        <Link
          href={without}
          aria-label={`Clear the ${label.toLowerCase()} ${chosen.label}`}
          className="grid size-7 shrink-0 place-content-center rounded-md text-ink-3 -outline-offset-2 hover:text-ink pointer-coarse:size-10"
        >
          <Shape shape={close} size={14} />
        </Link>
      </span>
    );
  }
  return (
    <div ref={box} className={wide ? "w-72 max-w-full" : "w-36 max-md:w-full"}>
      <Picker
        {...{ name, source, label }}
        multiple={false}
        placeholder={label}
        // The chip's hidden field has to be in the form before it is sent.
        onChange={(now) => now.length > 0 && setTimeout(() => box.current?.closest("form")?.requestSubmit())}
        fallback={<input name={name} placeholder={`${label}, by name`} aria-label={label} className="field" />}
      />
    </div>
  );
}
