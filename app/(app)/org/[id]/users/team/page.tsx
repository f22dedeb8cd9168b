import type { Metadata } from "next";
import { Avatar } from "@/components/ui/avatar";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { NameCell, Table, Tbody, Td, Th, Thead, Tr } from "@/components/ui/table";
import { settleFilter } from "@/db/queries/member-filter";
import { summarizeSelection } from "@/db/queries/member-selection";
import { previewTeamJoining, type TeamJoining } from "@/db/queries/team-joining";
import { requireOrg } from "@/lib/auth/require";
import { orgRoleNames, projectRoleNames } from "@/lib/authz/roles";
import { countOf, listOf } from "@/lib/format";
import { noFilter } from "@/lib/members/filter";
import { memberSelectionFields, readMemberSelection, selectionHref } from "@/lib/members/selection";
import { readText, type SearchParams } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { OrgPage } from "../../org-page";
import { NobodyChosen } from "../nobody-chosen";
import { SelectionForm } from "../selection-form";
import { addChosen } from "./actions";
import { TeamChoice } from "./team-choice";

export const metadata: Metadata = { title: "Add to team" };

type Props = { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> };

export default async function AddToTeamPage({ params, searchParams }: Props) {
  const actor = await requireOrg((await params).id, "org.teams.manage");
  const query = await searchParams;
  const selection = readMemberSelection(query);
  const into = readText({ into: [query.into ?? []].flat().at(-1) }, "into");
  const { team } = await settleFilter(actor, { ...noFilter, team: into || null });
  const [joining, summary] = await Promise.all([
    team && previewTeamJoining(actor, selection, team.id),
    summarizeSelection(actor, selection),
  ]);
  const { id } = actor.org;
  const path = paths.usersTeam(id);
  const hidden = memberSelectionFields(selection);
  const chosen = summary.freeCount + summary.blockedCount;
  return (
    <OrgPage actor={actor} section="users">
      <PageHeader
        title={`Add ${countOf(chosen, "user")} to a team`}
        sentence="They get the team's role on each of its projects, beside what they have."
      />
      {chosen === 0 && <NobodyChosen orgId={id} />}
      {chosen > 0 && (
        <Card className="mb-4 max-w-[680px]">
          <CardHeader title={joining ? "What changes" : "Which team"} />
          <CardBody className="grid gap-4">
            <TeamChoice
              orgId={id}
              action={path}
              chosen={team}
              without={selectionHref(path, selection)}
              hidden={hidden}
            />
            {joining && <Changes joining={joining} chosen={chosen} />}
            {joining && joining.joining > 0 && (
              <SelectionForm
                orgId={id}
                action={addChosen}
                kind="team"
                hidden={[...hidden, { name: "count", value: String(chosen) }, { name: "into", value: team?.id ?? "" }]}
                again={selectionHref(path, selection, { into: team?.id ?? "" })}
                submit={{
                  label: `Add ${countOf(joining.joining, "user")} to ${joining.name}`,
                  pending: "Adding…",
                  variant: "primary",
                }}
                cancel="Cancel"
              />
            )}
          </CardBody>
        </Card>
      )}
      {joining && joining.people.length > 0 && <Joining orgId={id} joining={joining} />}
    </OrgPage>
  );
}

function Changes({ joining, chosen }: { joining: TeamJoining; chosen: number }) {
  const already = chosen - joining.joining;
  const where = listOf(joining.projectNames, 6, joining.projects);
  return (
    <ul className="list-disc pl-5 text-ink-2">
      <li>
        {joining.projects === 0
          ? "The team has no projects yet, so nobody reaches more than before."
          : `${joining.name} gives the role ${projectRoleNames[joining.role]} on ${countOf(joining.projects, "project")}: ${where}.`}
      </li>
      {already > 0 && <li>{countOf(already, "is", "are")} in it already.</li>}
      {joining.joining > 0 && joining.projects > 0 && (
        <li>
          {joining.gaining === 0
            ? "All of them have that role or a higher one there already."
            : `${countOf(joining.gaining, "person reaches", "people reach")} a project or a role that they have not now.`}
        </li>
      )}
    </ul>
  );
}

function Joining({ orgId, joining }: { orgId: number; joining: TeamJoining }) {
  const more = joining.joining - joining.people.length;
  return (
    <Card>
      <CardHeader lined title="Who joins" count={joining.joining} />
      <Table caption="Who joins, with what they gain">
        <Thead>
          <Th>Name</Th>
          <Th wide>Role</Th>
          <Th wide narrow>
            Gains
          </Th>
        </Thead>
        <Tbody>
          {joining.people.map((person) => (
            <Tr key={person.userId}>
              <Td>
                <NameCell
                  lead={<Avatar id={person.userId} name={person.name} />}
                  name={person.name}
                  href={paths.user(orgId, person.userId)}
                  detail={person.email}
                  more={gainOf(person.gains)}
                />
              </Td>
              <Td wide>{orgRoleNames[person.role]}</Td>
              <Td wide narrow>
                {gainOf(person.gains)}
              </Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
      {more > 0 && (
        <p className="border-t border-line px-3.5 py-3 text-ink-2">
          And {countOf(more, "more person", "more people")}. These are the first by name.
        </p>
      )}
    </Card>
  );
}

function gainOf(projects: number): string {
  return projects > 0 ? `More on ${countOf(projects, "project")}` : "Nothing new";
}
