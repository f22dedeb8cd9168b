import Form from "next/form";
import { Avatar } from "@/components/ui/avatar";
import { Button, LinkButton } from "@/components/ui/button";
import { Card, CardHeader, CardSection } from "@/components/ui/card";
import { Checkbox, Input } from "@/components/ui/input";
import { EmptyState } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { SelectionBar } from "@/components/ui/selection-bar";
import { NameCell, Table, Tbody, Td, Th, Thead, Tr } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { TeamMemberRow, TeamMemberSort } from "@/db/queries/team-members";
import type { TeamFacts } from "@/db/queries/teams";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import type { OrgActor } from "@/lib/authz/actor";
import { type ListPlace, listHref } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { listLinks } from "../../../../list-links";
import { AddForm } from "./add-form";

type Props = {
  actor: OrgActor;
  team: TeamFacts;
  rows: TeamMemberRow[];
  total: number;
  q: string;
  place: ListPlace<TeamMemberSort>;
  manages: boolean;
};

/** Who is in the team: found, added, and by ticks led to what taking them out changes. */
export function PeopleCard(props: Props) {
  const { actor, team, total, q, manages } = props;
  const orgId = actor.org.id;
  const path = paths.team(orgId, team.id);
  return (
    <Card>
      <CardHeader
        title="People"
        count={team.members}
        lined
        actions={
          team.members > 0 && (
            <LinkButton size="sm" href={listHref(paths.teamCsv(orgId, team.id), { q })} plain download>
              Download CSV
            </LinkButton>
          )
        }
      />
      {manages && (
        <CardSection>
          <AddForm orgId={orgId} teamId={team.id} what="people" key={team.version} />
        </CardSection>
      )}
      {team.members > 5 || q ? <PeopleSearch path={path} q={q} /> : null}
      {total === 0 ? (
        <div className="border-t border-line">
          <EmptyState action={q && <LinkButton href={path}>Show everyone</LinkButton>}>
            {q ? "Nobody in the team has a name or address like this." : "Nobody is in this team yet."}
          </EmptyState>
        </div>
      ) : (
        <PeopleTable {...props} />
      )}
    </Card>
  );
}

function PeopleSearch({ path, q }: { path: string; q: string }) {
  return (
    <Form action={path} key={q} className="flex gap-2 border-t border-line px-5 py-3">
      <Input
        type="search"
        name="q"
        defaultValue={q}
        placeholder="Search in this team"
        aria-label="Search in this team"
        maxLength={100}
        autoComplete="off"
      />
      <Button type="submit">Search</Button>
    </Form>
  );
}

async function PeopleTable({ actor, team, rows, total, q, place, manages }: Props) {
  const orgId = actor.org.id;
  const { foot, sort } = listLinks(paths.team(orgId, team.id), { q }, place, rows, total);
  const timeZone = await viewerTimezone(actor.user);
  return (
    <form method="get" action={paths.changeTeam(orgId, team.id)} className="border-t border-line">
      <input type="hidden" name="kind" value="remove-people" />
      {q && <input type="hidden" name="q" value={q} />}
      <Table caption="People in the team">
        <Thead>
          {manages && (
            <Th narrow>
              <Checkbox data-all label="Everyone on this page" />
            </Th>
          )}
          <Th sort={sort("name")}>Name</Th>
          <Th sort={sort("added", "desc")} wide narrow>
            Added
          </Th>
        </Thead>
        <Tbody>
          {rows.map((row) => (
            <Tr key={row.userId}>
              {manages && (
                <Td narrow>
                  <Checkbox data-row name="ids" value={row.userId} label={row.name} />
                </Td>
              )}
              <Td>
                <NameCell
                  lead={<Avatar id={row.userId} name={row.name} />}
                  name={row.name}
                  href={paths.user(orgId, row.userId)}
                  detail={row.email}
                />
              </Td>
              <Td wide narrow>
                <Time at={row.addedAt} timeZone={timeZone} />
              </Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
      <Pagination {...foot} />
      {manages && (
        <SelectionBar total={total}>
          <Button type="submit" variant="danger-quiet">
            Take out of the team…
          </Button>
        </SelectionBar>
      )}
    </form>
  );
}
