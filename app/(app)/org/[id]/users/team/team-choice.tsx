import Form from "next/form";
import { Button } from "@/components/ui/button";
import type { PickerOption } from "@/lib/pickers";
import { FilterPicker } from "../filter-picker";

type Props = {
  orgId: number;
  action: string;
  chosen: PickerOption | null;
  /** The same selection without a team. */
  without: string;
  hidden: readonly { name: string; value: string }[];
};

/** Which team: the page shows what it gives before anything is done. */
export function TeamChoice({ orgId, action, chosen, without, hidden }: Props) {
  return (
    <Form action={action} className="flex flex-wrap items-start gap-2">
      {hidden.map(({ name, value }) => (
        <input key={`${name} ${value}`} type="hidden" name={name} value={value} />
      ))}
      <FilterPicker
        label="Team"
        name="into"
        source={`/api/org/${orgId}/teams`}
        chosen={chosen}
        without={without}
        wide
      />
      {!chosen && <Button type="submit">Show what they gain</Button>}
    </Form>
  );
}
