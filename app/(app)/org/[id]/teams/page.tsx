import type { Metadata } from "next";
import { LinkButton } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState, PageHeader } from "@/components/ui/page-header";
import { searchTeams, teamSorts } from "@/db/queries/teams";
import { requireOrg } from "@/lib/auth/require";
import { can } from "@/lib/authz/authorize";
import { listHref, readPlace, readText, type SearchParams } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { NameSearch } from "../../../name-search";
import { OrgPage } from "../org-page";
import { TeamTable } from "./team-table";

export const metadata: Metadata = { title: "Teams" };

type Props = { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> };

export default async function TeamsPage({ params, searchParams }: Props) {
  const actor = await requireOrg((await params).id, "org.directory.view");
  const query = await searchParams;
  const q = readText(query, "q");
  const place = readPlace(query, teamSorts, { sort: "name", dir: "asc" });
  const { rows, total } = await searchTeams(actor, { q }, place);
  const path = paths.teams(actor.org.id);
  const create = can(actor, "org.teams.manage") && (
    <LinkButton variant="primary" href={paths.newTeam(actor.org.id)}>
      Create Team
    </LinkButton>
  );
  return (
    <OrgPage actor={actor} section="teams">
      <PageHeader
        title="Teams"
        sentence="Everyone in a team has the same role on the same projects."
        actions={
          <>
            {total > 0 && (
              <LinkButton href={listHref(paths.teamsCsv(actor.org.id), { q })} plain download>
                Download CSV
              </LinkButton>
            )}
            {create}
          </>
        }
      />
      {(total > 0 || q) && <NameSearch path={path} q={q} kept={{ sort: place.sort, dir: place.dir }} />}
      {total === 0 ? (
        <Card>
          <EmptyState action={q ? <LinkButton href={path}>Show all teams</LinkButton> : create}>
            {q
              ? "No team has a name like this."
              : "There is no team yet. With one, a new colleague gets a role on all the right projects in a single step."}
          </EmptyState>
        </Card>
      ) : (
        <TeamTable actor={actor} rows={rows} total={total} q={q} place={place} />
      )}
    </OrgPage>
  );
}
