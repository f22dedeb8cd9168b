import { Tag } from "@/components/ui/tag";
import type { AttemptRow } from "@/db/queries/connections";

export const purposes = { sign_in: "Sign-in", test: "Test", confirm: "Confirmation" } as const;

export const outcomes = [
  { value: "", label: "Any" },
  { value: "answered", label: "Taken" },
  { value: "refused", label: "Refused" },
  { value: "open", label: "No answer" },
] as const;

/** What came of an attempt, in a word; refused with the check that failed. */
export function Outcome({ outcome, failed }: Pick<AttemptRow, "outcome" | "failed"> & { at: Date }) {
  if (outcome === "answered") return <Tag tone="good">Taken</Tag>;
  if (outcome === "refused") {
    return (
      <span className="inline-flex flex-wrap gap-1.5">
        <Tag tone="bad">Refused</Tag>
        <span className="font-mono text-xs text-ink-2">{failed}</span>
      </span>
    );
  }
  return <Tag>No answer</Tag>;
}
