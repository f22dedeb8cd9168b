import { formatExact } from "@/components/ui/format";
import { Link } from "@/components/ui/link";
import { type Names, nameOf, type Part, type Ref } from "@/lib/audit/telling";
import { listHref } from "@/lib/pagination";

type Look = { names: Names; path: string; timeZone: string };

/** A sentence of the log; each thing it names leads to that thing's history. */
export function Said({ parts, names, path, timeZone }: Look & { parts: readonly Part[] }) {
  return parts.map((part, at) => {
    // Parts are never moved about: their place is who they are.
    const key = at;
    if (typeof part === "string") return part;
    if (part.kind === "time") {
      return (
        <time key={key} dateTime={part.at.toISOString()}>
          {formatExact(part.at, timeZone)}
        </time>
      );
    }
    const name = nameOf(part, names);
    const href = historyOf(part, path);
    return href ? (
      <Link key={key} href={href} dir="auto" className="font-medium hover:underline">
        {name}
      </Link>
    ) : (
      name
    );
  });
}

function historyOf({ kind, id }: Ref, path: string): string | null {
  if (kind === "user") return listHref(path, { person: id });
  if (kind === "project") return listHref(path, { project: id });
  return kind === "org" ? null : listHref(path, { object: `${kind}:${id}` });
}
