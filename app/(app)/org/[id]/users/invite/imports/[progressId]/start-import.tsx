import { ActionButton } from "@/components/form/action-button";
import { LinkButton } from "@/components/ui/button";
import type { ImportCounts } from "@/db/queries/imports";
import { countOf } from "@/lib/format";
import { paths } from "@/lib/paths";
import { goOn, start } from "./actions";
import type { ImportPhase } from "./import-notices";

type Props = { orgId: number; importId: string; phase: ImportPhase; counts: ImportCounts };

/** The button that invites the good lines, or those that a limit held back. */
export function StartImport({ orgId, importId, phase, counts }: Props) {
  const fields = { orgId, importId };
  const people = counts.invited + counts.merged;
  if (phase === "checked" && people > 0) {
    return (
      <div className="flex flex-wrap gap-2">
        <ActionButton action={start} fields={fields} variant="primary" pendingText="Inviting…">
          {`Invite ${countOf(people, "person", "people")}`}
        </ActionButton>
        {counts.wrong > 0 && (
          <LinkButton href={paths.invite(orgId, "csv")}>Correct the list and upload it again</LinkButton>
        )}
      </div>
    );
  }
  if (phase === "done" && counts.limited > 0) {
    return (
      <div>
        <ActionButton action={goOn} fields={fields} variant="primary" pendingText="Continuing…">
          {`Continue with ${countOf(counts.limited, "person", "people")}`}
        </ActionButton>
      </div>
    );
  }
  return null;
}
