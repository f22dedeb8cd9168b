"use client";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { formatNumber } from "./format";

/**
 * What can be done with the ticked rows; it stands at the foot of the window while some are. Inside the list's GET
 * form, whose rows are `<Checkbox data-row name="ids" value=…>` and whose hidden inputs carry the filter; a
 * `<Checkbox data-all>` in the head ticks the page's rows. Where `total` is more than the page has, one more box takes
 * all that match (`all=on`). `children` are submit buttons, each with the address it leads to as `formAction`.
 */
export function SelectionBar({ total, children }: { total: number; children: ReactNode }) {
  const bar = useRef<HTMLDivElement>(null);
  const [count, setCount] = useState(0);
  const [more, setMore] = useState(true);

  useEffect(() => {
    const form = bar.current?.closest("form");
    if (!form) return;
    const rows = () => [...form.querySelectorAll<HTMLInputElement>("input[data-row]")];
    const page = form.querySelector<HTMLInputElement>("input[data-all]");
    const every = form.querySelector<HTMLInputElement>("input[name=all]");
    function recount() {
      const boxes = rows();
      const ticked = boxes.filter((box) => box.checked).length;
      setMore(boxes.length < total);
      setCount(every?.checked && ticked > 0 ? total : ticked);
      if (every && ticked === 0) every.checked = false;
      if (page) {
        page.checked = ticked > 0 && ticked === boxes.length;
        page.indeterminate = ticked > 0 && ticked < boxes.length;
      }
    }
    function onChange(event: Event) {
      const target = event.target as HTMLInputElement;
      if (target === page) for (const box of rows()) box.checked = page.checked;
      if (target === every && every.checked) for (const box of rows()) box.checked = true;
      if (every?.checked && rows().some((box) => !box.checked)) every.checked = false;
      recount();
    }
    form.addEventListener("change", onChange);
    recount();
    return () => form.removeEventListener("change", onChange);
  }, [total]);

  return (
    <div
      ref={bar}
      className="selection fixed inset-x-3 bottom-3 z-10 mx-auto flex max-w-fit flex-wrap items-center gap-2 rounded-lg border border-line-strong bg-panel px-3.5 py-2 text-ink shadow-xl"
    >
      <p role="status" className="mr-1 font-semibold tabular">
        {count > 0 && `${formatNumber(count)} selected`}
      </p>
      {more && (
        <label className="mr-2 flex min-h-8 items-center gap-2">
          <input type="checkbox" name="all" value="on" className="check" />
          All {formatNumber(total)} that match
        </label>
      )}
      {children}
    </div>
  );
}
