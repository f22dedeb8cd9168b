import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { formatNumber } from "@/components/ui/format";
import { Checkbox } from "@/components/ui/input";
import { Pagination } from "@/components/ui/pagination";
import { SelectionBar } from "@/components/ui/selection-bar";
import { NameCell, Table, Tbody, Td, Th, Thead, Tr } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { TeamRow, TeamSort } from "@/db/queries/teams";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import type { OrgActor } from "@/lib/authz/actor";
import { projectRoleNames } from "@/lib/authz/roles";
import { countOf } from "@/lib/format";
import type { ListPlace } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { listLinks } from "../../../list-links";
import { TeamTags } from "../team-tags";

type Props = { actor: OrgActor; rows: TeamRow[]; total: number; q: string; place: ListPlace<TeamSort> };

/** Ticks lead to a page that shows who would lose what. */
export async function TeamTable({ actor, rows, total, q, place }: Props) {
  const { foot, sort } = listLinks(paths.teams(actor.org.id), { q }, place, rows, total);
  const timeZone = await viewerTimezone(actor.user);
  return (
    <form method="get" action={paths.deleteTeams(actor.org.id)}>
      {q && <input type="hidden" name="q" value={q} />}
      <Card>
        <Table caption="Teams of the organization">
          <Thead>
            <Th narrow>
              <Checkbox data-all label="All teams of this page" />
            </Th>
            <Th sort={sort("name")}>Name</Th>
            <Th sort={sort("role", "desc")} wide>
              Role
            </Th>
            <Th sort={sort("projects", "desc")} wide>
              Projects
            </Th>
            <Th sort={sort("members", "desc")} wide align="right" narrow>
              Members
            </Th>
            <Th sort={sort("created", "desc")} wide narrow>
              Created
            </Th>
          </Thead>
          <Tbody>
            {rows.map((row) => (
              <Tr key={row.id}>
                <Td narrow>
                  <Checkbox data-row name="ids" value={row.id} label={row.name} />
                </Td>
                <Td>
                  <NameCell
                    name={row.name}
                    href={paths.team(actor.org.id, row.id)}
                    more={`${projectRoleNames[row.role]} · ${countOf(row.members, "person", "people")}`}
                  />
                </Td>
                <Td wide>{projectRoleNames[row.role]}</Td>
                <Td wide>
                  <TeamTags teams={row.projects} count={row.projectCount} />
                </Td>
                <Td wide align="right" narrow className="tabular">
                  {formatNumber(row.members)}
                </Td>
                <Td wide narrow>
                  <Time at={row.createdAt} timeZone={timeZone} />
                </Td>
              </Tr>
            ))}
          </Tbody>
        </Table>
        <Pagination {...foot} />
      </Card>
      <SelectionBar total={total}>
        <Button type="submit" variant="danger-quiet">
          Delete…
        </Button>
      </SelectionBar>
    </form>
  );
}
