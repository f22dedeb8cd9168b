import Form from "next/form";
import { Picker } from "@/components/form/picker";
import { Button } from "@/components/ui/button";
import { paths } from "@/lib/paths";
import type { PickerOption } from "@/lib/pickers";

type Props = {
  orgId: number;
  teamId: string;
  what: "people" | "projects";
  chosen?: PickerOption[];
  typed?: string;
};

const words = {
  people: { search: "Search people by name or e-mail", typed: "E-mail addresses or whole names, one a line" },
  projects: { search: "Search projects", typed: "Project names, one a line" },
};

/** Chooses who or what is added, into the address of the page that shows what it changes. */
export function AddForm({ orgId, teamId, what, chosen = [], typed = "" }: Props) {
  const { search, typed: hint } = words[what];
  return (
    <Form action={paths.changeTeam(orgId, teamId)} className="flex flex-wrap items-start gap-2">
      <input type="hidden" name="kind" value={`add-${what}`} />
      <Picker
        name={what}
        label={search}
        source={`/api/org/${orgId}/${what}?notInTeam=${teamId}`}
        placeholder={search}
        chosen={chosen}
        className="min-w-48 flex-1"
        fallback={
          <label className="grid gap-1.5">
            <span className="text-xs text-ink-3">{hint}</span>
            <textarea name="typed" rows={2} defaultValue={typed} className="field" />
          </label>
        }
      />
      <Button type="submit">Add…</Button>
    </Form>
  );
}
