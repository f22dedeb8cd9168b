import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { formatNumber } from "@/components/ui/format";
import { Checkbox } from "@/components/ui/input";
import { Pagination } from "@/components/ui/pagination";
import { SelectionBar } from "@/components/ui/selection-bar";
import { NameCell, Table, Tbody, Td, Th, Thead, Tr } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { ProjectFilter, ProjectRow, ProjectSort } from "@/db/queries/projects";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import type { OrgActor } from "@/lib/authz/actor";
import { can } from "@/lib/authz/authorize";
import { inMillions } from "@/lib/format";
import type { ListPlace } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { listLinks } from "../../../list-links";
import { TeamTags } from "../team-tags";

type Props = {
  actor: OrgActor;
  rows: ProjectRow[];
  total: number;
  filter: ProjectFilter;
  place: ListPlace<ProjectSort>;
};

/** Who may delete projects ticks them; the ticks lead to a page that shows what goes away. */
export async function ProjectTable({ actor, rows, total, filter, place }: Props) {
  const { foot, sort } = listLinks(paths.projects(actor.org.id), filter, place, rows, total);
  const timeZone = await viewerTimezone(actor.user);
  const deletes = can(actor, "org.projects.delete");
  const table = (
    <Card>
      <Table caption="Projects of the organization">
        <Thead>
          {deletes && (
            <Th narrow>
              <Checkbox data-all label="All projects of this page" />
            </Th>
          )}
          <Th sort={sort("name")}>Name</Th>
          <Th wide>Teams</Th>
          <Th wide>Created by</Th>
          <Th sort={sort("created", "desc")} wide="extra" narrow>
            Created
          </Th>
          <Th sort={sort("events", "desc")} wide align="right" narrow>
            Events
          </Th>
          <Th sort={sort("profiles", "desc")} wide align="right" narrow>
            Profiles
          </Th>
        </Thead>
        <Tbody>
          {rows.map((row) => (
            <Tr key={row.id}>
              {deletes && (
                <Td narrow>
                  <Checkbox data-row name="ids" value={row.id} label={row.name} />
                </Td>
              )}
              <Td>
                <NameCell
                  name={row.name}
                  href={paths.projectSettings(row.id)}
                  detail={row.timezone}
                  more={`${inMillions(row.events)} events`}
                />
              </Td>
              <Td wide>
                <TeamTags teams={row.teams} count={row.teamCount} />
              </Td>
              <Td wide>{row.createdBy ?? <span className="text-ink-3">Former user</span>}</Td>
              <Td wide="extra" narrow>
                <Time at={row.createdAt} timeZone={timeZone} />
              </Td>
              <Td wide align="right" narrow className="tabular">
                {formatNumber(row.events)}
              </Td>
              <Td wide align="right" narrow className="tabular">
                {formatNumber(row.profiles)}
              </Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
      <Pagination {...foot} />
    </Card>
  );
  if (!deletes) return table;
  return (
    <form method="get" action={paths.deleteProjects(actor.org.id)}>
      {filter.q && <input type="hidden" name="q" value={filter.q} />}
      {filter.team && <input type="hidden" name="team" value={filter.team} />}
      {table}
      <SelectionBar total={total}>
        <Button type="submit" variant="danger-quiet">
          Delete…
        </Button>
      </SelectionBar>
    </form>
  );
}
