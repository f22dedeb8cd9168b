import Form from "next/form";
import { Button, LinkButton } from "@/components/ui/button";
import { FilterRow, Input } from "@/components/ui/input";

/** One event by its exact name; names are offered while typing. */
export function LiveFilters({ path, event, names }: { path: string; event?: string; names: readonly string[] }) {
  return (
    <Form action={path} key={event ?? ""}>
      <FilterRow>
        <Input
          name="event"
          list="event-names"
          defaultValue={event}
          placeholder="Name of an event"
          aria-label="Name of an event"
          maxLength={255}
          autoComplete="off"
          className="min-w-60 max-w-96 flex-1"
        />
        <datalist id="event-names">
          {names.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
        <Button type="submit">Show only these</Button>
        {event && (
          <LinkButton href={path} variant="ghost">
            Show all
          </LinkButton>
        )}
      </FilterRow>
    </Form>
  );
}
