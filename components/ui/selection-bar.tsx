"use client";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { formatNumber } from "./format";

/**
 * What can be done with the ticked rows; it stands at the foot of the window while some are. Inside the list's form,
 * whose rows are `<Checkbox data-row name=… value=…>`; a `<Checkbox data-all>` in the head ticks them all.
 */
export function SelectionBar({ children }: { children: ReactNode }) {
  const bar = useRef<HTMLDivElement>(null);
  const [count, setCount] = useState(0);

  useEffect(() => {
    const form = bar.current?.closest("form");
    if (!form) return;
    const rows = () => [...form.querySelectorAll<HTMLInputElement>("input[data-row]")];
    const all = form.querySelector<HTMLInputElement>("input[data-all]");
    function recount() {
      const boxes = rows();
      const ticked = boxes.filter((box) => box.checked).length;
      setCount(ticked);
      if (all) {
        all.checked = ticked > 0 && ticked === boxes.length;
        all.indeterminate = ticked > 0 && ticked < boxes.length;
      }
    }
    function onChange(event: Event) {
      if (event.target === all && all) for (const box of rows()) box.checked = all.checked;
      recount();
    }
    form.addEventListener("change", onChange);
    recount();
    return () => form.removeEventListener("change", onChange);
  }, []);

  return (
    <div
      ref={bar}
      className="selection fixed inset-x-3 bottom-3 z-10 mx-auto flex max-w-fit flex-wrap items-center gap-2 rounded-lg border border-line-strong bg-panel px-3.5 py-2 text-ink shadow-xl"
    >
      <p role="status" className="mr-1 font-semibold tabular">
        {count > 0 && `${formatNumber(count)} selected`}
      </p>
      {children}
    </div>
  );
}
