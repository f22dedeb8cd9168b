import Form from "next/form";
import { Picker } from "@/components/form/picker";
import { Button, LinkButton } from "@/components/ui/button";
import { FilterRow, FilterSelect, Input } from "@/components/ui/input";
import type { ProjectFilter, ProjectListFacts } from "@/db/queries/projects";
import type { ListPlace } from "@/lib/pagination";

type Props = {
  orgId: number;
  path: string;
  filter: ProjectFilter;
  place: ListPlace<string>;
  teams: ProjectListFacts["teams"];
};

/** So many are chosen from a list; more are found by typing. */
const mostInSelect = 50;

export function ProjectFilters({ orgId, path, filter, place, teams }: Props) {
  return (
    <Form action={path} key={`${filter.q}|${filter.team}`}>
      <FilterRow>
        <Input
          type="search"
          name="q"
          defaultValue={filter.q}
          placeholder="Search by name"
          aria-label="Search by name"
          maxLength={100}
          autoComplete="off"
          className="min-w-40 flex-1"
        />
        {teams.length > 0 && <TeamFilter orgId={orgId} team={filter.team} teams={teams} />}
        <input type="hidden" name="sort" value={place.sort} />
        <input type="hidden" name="dir" value={place.dir} />
        <Button type="submit">Search</Button>
        {(filter.q || filter.team) && (
          <LinkButton href={path} variant="ghost">
            Clear
          </LinkButton>
        )}
      </FilterRow>
    </Form>
  );
}

function TeamFilter({ orgId, team, teams }: { orgId: number; team: string; teams: Props["teams"] }) {
  const select = (
    <FilterSelect
      label="Team"
      name="team"
      defaultValue={team}
      options={[{ value: "", label: "Any" }, ...teams.map(({ id, name }) => ({ value: id, label: name }))]}
    />
  );
  if (teams.length <= mostInSelect) return select;
  return (
    <Picker
      name="team"
      multiple={false}
      source={`/api/org/${orgId}/teams`}
      chosen={teams.flatMap(({ id, name }) => (id === team ? [{ id, label: name }] : []))}
      placeholder="Any team"
      label="Team"
      className="w-56"
      fallback={team === "" && select}
    />
  );
}
