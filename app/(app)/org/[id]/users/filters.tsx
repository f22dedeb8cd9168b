import Form from "next/form";
import { Button, LinkButton } from "@/components/ui/button";
import { FilterRow, FilterSelect, Input, type Option } from "@/components/ui/input";
import { orgRoleNames, orgRoles } from "@/lib/authz/roles";
import { endedStates, type InvitationFilter, invitationStateNames, openStates } from "@/lib/invitations/filter";
import type { ListPlace } from "@/lib/pagination";

export const anyRole: Option[] = [
  { value: "", label: "Any" },
  ...[...orgRoles].reverse().map((role) => ({ value: role, label: orgRoleNames[role] })),
];
const anyState: Option[] = [
  { value: "", label: "Open" },
  ...[...openStates, ...endedStates].map((value) => ({ value, label: invitationStateNames[value] })),
];

export function InvitationFilters({
  path,
  filter,
  place,
}: {
  path: string;
  filter: InvitationFilter;
  place: ListPlace<string>;
}) {
  return (
    <Form action={path} key={`${filter.q}|${filter.role}|${filter.state}`}>
      <FilterRow>
        <SearchBox value={filter.q} label="Search by e-mail" />
        <FilterSelect label="Role" name="role" defaultValue={filter.role ?? ""} options={anyRole} />
        <FilterSelect label="State" name="state" defaultValue={filter.state ?? ""} options={anyState} />
        <input type="hidden" name="tab" value="invited" />
        <Kept place={place} />
        <Button type="submit">Search</Button>
        {(filter.q || filter.role || filter.state) && <Clear href={`${path}?tab=invited`} />}
      </FilterRow>
    </Form>
  );
}

export function SearchBox({ value, label }: { value: string; label: string }) {
  return (
    <Input
      type="search"
      name="q"
      defaultValue={value}
      placeholder={label}
      aria-label={label}
      maxLength={100}
      autoComplete="off"
      className="min-w-40 flex-1"
    />
  );
}

/** The order stays when a filter changes; the page does not. */
export function Kept({ place }: { place: ListPlace<string> }) {
  return (
    <>
      <input type="hidden" name="sort" value={place.sort} />
      <input type="hidden" name="dir" value={place.dir} />
    </>
  );
}

export function Clear({ href }: { href: string }) {
  return (
    <LinkButton href={href} variant="ghost">
      Clear
    </LinkButton>
  );
}
