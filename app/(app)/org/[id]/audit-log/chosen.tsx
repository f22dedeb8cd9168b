import { Link } from "@/components/ui/link";
import { setParams } from "@/lib/audit/filter";
import { type Names, nameOf, objectOf, plainText } from "@/lib/audit/telling";
import { listHref } from "@/lib/pagination";
import type { LogView } from "./read-log";

/** What links narrowed the log to, each with the way back out of it: the boxes above do not show these. */
export function Chosen({ path, view, names }: { path: string; view: LogView; names: Names }) {
  const { params, person } = view;
  const items = [
    params.project && { name: "project", text: nameOf({ kind: "project", id: params.project }, names) },
    params.object && { name: "object", text: objectText(params.object, names) },
    params.operation && { name: "operation", text: "One operation" },
    params.person && !person && { name: "person", text: params.person },
  ].filter((item) => typeof item === "object");
  if (items.length === 0) return null;
  return (
    <ul aria-label="Narrowed to" className="mb-3 flex flex-wrap gap-1.5">
      {items.map(({ name, text }) => (
        <li
          key={name}
          className="flex min-h-7 max-w-full items-center gap-1.5 rounded-sm border border-line bg-sunken pr-1 pl-2 text-xs text-ink-2"
        >
          <span className="truncate first-letter:uppercase" dir="auto">
            {text}
          </span>
          <Link
            href={listHref(path, { ...setParams(params), [name]: undefined })}
            aria-label={`No longer narrow to ${text}`}
            className="grid size-5 place-content-center rounded-xs hover:bg-line pointer-coarse:size-10"
          >
            ×
          </Link>
        </li>
      ))}
    </ul>
  );
}

function objectText(object: string, names: Names): string {
  const at = object.indexOf(":");
  return plainText([objectOf({ objectType: object.slice(0, at), objectId: object.slice(at + 1) })], names);
}
