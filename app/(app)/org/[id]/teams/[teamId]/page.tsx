import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Avatar } from "@/components/ui/avatar";
import { LinkButton } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { isTeamOfDirectory } from "@/db/queries/directory";
import { searchTeamMembers, teamMemberSorts } from "@/db/queries/team-members";
import { getTeam } from "@/db/queries/teams";
import { requireOrg } from "@/lib/auth/require";
import { can } from "@/lib/authz/authorize";
import { listHref, readPlace, readText, type SearchParams } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { membershipSentence } from "@/lib/teams/words";
import { OrgPage } from "../../org-page";
import { FactsCard, NameCard, RoleCard } from "./cards";
import { PeopleCard } from "./people-card";
import { ProjectsCard } from "./projects-card";

export const metadata: Metadata = { title: "Team" };

type Props = { params: Promise<{ id: string; teamId: string }>; searchParams: Promise<SearchParams> };

export default async function TeamPage({ params, searchParams }: Props) {
  const { id, teamId } = await params;
  const actor = await requireOrg(id, "org.directory.view");
  const query = await searchParams;
  const team = await getTeam(actor, teamId);
  if (!team) notFound();
  const filter = { q: readText(query, "q") };
  const place = readPlace(query, teamMemberSorts, { sort: "name", dir: "asc" });
  const people = await searchTeamMembers(actor, team, filter, place);
  const manages = can(actor, "org.teams.manage");
  // Its name and people are the directory's; role and projects stay with the admins.
  const byHand = manages && !(await isTeamOfDirectory(actor, team.id));
  return (
    <OrgPage actor={actor} section="teams">
      <PageHeader
        avatar={<Avatar id={team.id} name={team.name} size="lg" square />}
        title={team.name}
        sentence={membershipSentence(team)}
        actions={
          byHand && (
            <LinkButton variant="danger-quiet" href={listHref(paths.deleteTeams(actor.org.id), { ids: team.id })}>
              Delete team…
            </LinkButton>
          )
        }
      />
      {manages && !byHand && (
        <Notice className="mb-4" title="Kept by your directory">
          Its name and people change there. Role and projects are yours to change.
        </Notice>
      )}
      <div className="grid items-start gap-4 lg:grid-cols-[3fr_2fr]">
        <PeopleCard actor={actor} team={team} {...people} q={filter.q} place={place} manages={byHand} />
        <div className="grid gap-4">
          <RoleCard actor={actor} team={team} manages={manages} />
          <ProjectsCard actor={actor} team={team} manages={manages} />
          {byHand && <NameCard orgId={actor.org.id} team={team} />}
          <FactsCard actor={actor} team={team} />
        </div>
      </div>
    </OrgPage>
  );
}
