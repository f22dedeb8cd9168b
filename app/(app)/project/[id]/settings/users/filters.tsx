import Form from "next/form";
import { Button, LinkButton } from "@/components/ui/button";
import { FilterRow, FilterSelect, Input, type Option } from "@/components/ui/input";
import { projectRoleNames, projectRoles } from "@/lib/authz/roles";
import { grantSourceNames, grantSources, type ProjectUserFilter } from "@/lib/members/project-users";
import type { ListPlace } from "@/lib/pagination";

const roles: Option[] = [
  { value: "", label: "Any" },
  ...[...projectRoles].reverse().map((value) => ({ value, label: projectRoleNames[value] })),
];
const ways: Option[] = [
  { value: "", label: "Any way" },
  ...grantSources.map((value) => ({ value, label: grantSourceNames[value] })),
];

type Props = { path: string; filter: ProjectUserFilter; place: ListPlace<string> };

export function ProjectUserFilters({ path, filter, place }: Props) {
  const { q, role, how } = filter;
  return (
    <Form action={path} key={JSON.stringify(filter)}>
      <FilterRow>
        <Input
          type="search"
          name="q"
          defaultValue={q}
          placeholder="Search by name or e-mail"
          aria-label="Search by name or e-mail"
          maxLength={100}
          autoComplete="off"
          className="min-w-40 flex-1 max-sm:basis-full"
        />
        <FilterSelect label="Role" name="role" defaultValue={role ?? ""} options={roles} />
        <FilterSelect label="Granted" name="how" defaultValue={how ?? ""} options={ways} />
        <input type="hidden" name="sort" value={place.sort} />
        <input type="hidden" name="dir" value={place.dir} />
        <Button type="submit">Search</Button>
        {(q || role || how) && (
          <LinkButton href={path} variant="ghost">
            Clear
          </LinkButton>
        )}
      </FilterRow>
    </Form>
  );
}
