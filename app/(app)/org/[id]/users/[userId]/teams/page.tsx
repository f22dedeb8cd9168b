import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { AccessChanges } from "@/components/members/access-changes";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { getMember } from "@/db/queries/members";
import { getTeamsFor, previewJoining } from "@/db/queries/person-preview";
import { requireOrg } from "@/lib/auth/require";
import { idleSince } from "@/lib/auth/sessions";
import { projectRoleNames } from "@/lib/authz/roles";
import { now } from "@/lib/clock";
import { countOf, listOf } from "@/lib/format";
import { firstNameOf } from "@/lib/members/access-words";
import type { SearchParams } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { ChooseTeams } from "../../../choose-teams";
import { OrgPage } from "../../../org-page";
import { many, readNames } from "../../../project-choice";
import { JoinTeamsForm } from "./team-forms";

export const metadata: Metadata = { title: "Add to teams" };

type Props = { params: Promise<{ id: string; userId: string }>; searchParams: Promise<SearchParams> };

/** Teams are chosen in the address; below stands what they change, then the button that does it. */
export default async function AddToTeamsPage({ params, searchParams }: Props) {
  const { id, userId } = await params;
  const actor = await requireOrg(id, "org.teams.manage");
  const at = now();
  const query = await searchParams;
  const ids = many(query.teams).filter((team) => /^[a-z0-9_]{1,64}$/.test(team));
  const names = readNames(query.names);
  const [member, teams] = await Promise.all([
    getMember(actor, userId, at, idleSince(at)),
    getTeamsFor(actor, userId, { ids, names }),
  ]);
  if (!member) notFound();
  const fresh = teams.filter((team) => !team.isIn);
  const changes = await previewJoining(
    actor,
    userId,
    fresh.map((team) => team.id),
  );
  const unknown = names.filter((name) => !teams.some((team) => team.name.toLowerCase() === name.toLowerCase()));
  const already = teams.filter((team) => team.isIn).map((team) => team.name);
  const firstName = firstNameOf(member.name);
  return (
    <OrgPage actor={actor} section="users">
      <PageHeader
        title={`Add ${member.name} to teams`}
        sentence="A team gives everybody in it the same role on all of its projects."
      />
      <div className="grid max-w-[680px] gap-4">
        <ChooseTeams
          orgId={actor.org.id}
          path={paths.addToTeams(actor.org.id, userId)}
          chosen={fresh.map(({ id: team, name, role }) => ({ id: team, label: name, hint: projectRoleNames[role] }))}
        />
        {unknown.length > 0 && (
          <Notice tone="warn">
            <p className="text-ink">{`There is no team named ${listOf(unknown)}. Check the spelling.`}</p>
          </Notice>
        )}
        {already.length > 0 && <Notice>{`${firstName} is in ${listOf(already)} already.`}</Notice>}
        {fresh.length > 0 && (
          <Card>
            <CardHeader
              title={`What changes for ${firstName}`}
              count={changes.total || undefined}
              lined={changes.total > 0}
              sentence={changes.total === 0 && "Nothing yet: these teams have no projects."}
            />
            {changes.total > 0 && <AccessChanges caption="What changes" {...changes} />}
            <CardBody className="pt-4">
              <JoinTeamsForm
                orgId={actor.org.id}
                userId={userId}
                teams={fresh.map((team) => team.id)}
                label={`Add to ${countOf(fresh.length, "team")}`}
              />
            </CardBody>
          </Card>
        )}
      </div>
    </OrgPage>
  );
}
