import Form from "next/form";
import { Button } from "@/components/ui/button";
import { expand } from "@/components/ui/icon-shapes";
import { FilterSelect, type Option } from "@/components/ui/input";
import { Shape } from "@/components/ui/shape";
import type { SettledFilter } from "@/db/queries/member-filter";
import { isFiltered, memberFilterParams, withoutFilter } from "@/lib/members/filter";
import type { ListPlace } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { FilterPicker } from "./filter-picker";
import { anyRole, Clear, Kept, SearchBox } from "./filters";

const anyTwoFactor: Option[] = [
  { value: "", label: "Any" },
  { value: "on", label: "On" },
  { value: "off", label: "Off" },
];

type Props = { orgId: number; settled: SettledFilter; place: ListPlace<string> };

/** Search and filters of the people: a row on a desk, folded below the search on a phone. */
export function MemberFilters({ orgId, settled, place }: Props) {
  const { filter, team, project } = settled;
  const path = paths.users(orgId);
  const { q: _, ...folded } = memberFilterParams(filter);
  const count = Object.values(folded).filter(Boolean).length;
  return (
    <Form action={path} key={JSON.stringify(filter)} className="mb-3 flex flex-wrap items-start gap-2">
      <SearchBox value={filter.q} label="Search by name or e-mail" />
      <details className="fold max-md:order-last max-md:w-full">
        <summary className="field cursor-pointer items-center justify-between font-medium">
          {count > 0 ? `Filters (${count})` : "Filters"}
          <Shape shape={expand} size={14} className="text-ink-3" />
        </summary>
        <div className="flex flex-wrap items-start gap-2 max-md:grid max-md:grid-cols-2 max-md:pt-2">
          <FilterSelect label="Role" name="role" defaultValue={filter.role ?? ""} options={anyRole} />
          <FilterPicker
            label="Team"
            name="team"
            source={`/api/org/${orgId}/teams`}
            chosen={team}
            without={withoutFilter(path, filter, "team")}
          />
          <FilterPicker
            label="Project"
            name="project"
            source={`/api/org/${orgId}/projects`}
            chosen={project}
            without={withoutFilter(path, filter, "project")}
          />
          <FilterSelect label="2FA" name="two_factor" defaultValue={filter.twoFactor ?? ""} options={anyTwoFactor} />
        </div>
      </details>
      <Kept place={place} />
      <Button type="submit">Search</Button>
      {isFiltered(filter) && <Clear href={path} />}
    </Form>
  );
}
