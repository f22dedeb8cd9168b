import Form from "next/form";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { FilterRow, Input } from "@/components/ui/input";

type Props = {
  path: string;
  q: string;
  /** Parameters that stay as they are. */
  kept?: Record<string, string>;
  /** What else the list is narrowed by; it begins anew with `choice`. */
  children?: ReactNode;
  choice?: string;
};

/** The search by name above a list. */
export function NameSearch({ path, q, kept = {}, children, choice = "" }: Props) {
  return (
    <Form action={path} key={`${q} ${choice}`}>
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
        {children}
        <Button type="submit">Search</Button>
      </FilterRow>
    </Form>
  );
}
