import Form from "next/form";
import { Button } from "@/components/ui/button";
import { FilterRow, Input } from "@/components/ui/input";

/** The search by name above a list; `kept` are the parameters that stay as they are. */
export function NameSearch({ path, q, kept = {} }: { path: string; q: string; kept?: Record<string, string> }) {
  return (
    <Form action={path} key={q}>
      <FilterRow>
        <Input
          type="search"
          name="q"
          defaultValue={q}
          placeholder="Search by name"
          aria-label="Search by name"
          maxLength={100}
          className="min-w-40 flex-1"
        />
        {Object.entries(kept).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <Button type="submit">Search</Button>
      </FilterRow>
    </Form>
  );
}
