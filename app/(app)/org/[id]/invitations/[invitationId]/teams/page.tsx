import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { getInvitation } from "@/db/queries/invitations";
import { getTeamsFor } from "@/db/queries/person-preview";
import { requireOrg } from "@/lib/auth/require";
import { projectRoleNames } from "@/lib/authz/roles";
import { now } from "@/lib/clock";
import { countOf, listOf } from "@/lib/format";
import { whatStands } from "@/lib/invitations/stands";
import type { SearchParams } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { ChooseTeams } from "../../../choose-teams";
import { OrgPage } from "../../../org-page";
import { many, readNames } from "../../../project-choice";
import { AddPartsForm } from "../part-forms";
import { stateOf } from "../state";
import { StateNotice } from "../state-notice";

export const metadata: Metadata = { title: "Add teams to the invitation" };

type Props = { params: Promise<{ id: string; invitationId: string }>; searchParams: Promise<SearchParams> };

/** Teams are chosen in the address; below stands what each gives, then the button. */
export default async function InvitationTeamsPage({ params, searchParams }: Props) {
  const { id, invitationId } = await params;
  const actor = await requireOrg(id, "org.members.invite");
  const query = await searchParams;
  const ids = many(query.teams).filter((team) => /^[a-z0-9_]{1,64}$/.test(team));
  const names = readNames(query.names);
  const [invitation, teams] = await Promise.all([
    getInvitation(actor, invitationId),
    getTeamsFor(actor, "", { ids, names }),
  ]);
  if (!invitation) notFound();
  const stands = whatStands(invitation, actor.org.plan, now());
  const state = stateOf(invitation, now());
  const open = state === "Pending" || state === "Expired";
  const given = new Set(invitation.teams.map((team) => team.id));
  const fresh = teams.filter((team) => !given.has(team.id));
  const already = teams.filter((team) => given.has(team.id)).map((team) => team.name);
  const unknown = names.filter((name) => !teams.some((team) => team.name.toLowerCase() === name.toLowerCase()));
  return (
    <OrgPage actor={actor} section="users">
      <PageHeader title={`Add teams for ${invitation.email}`} sentence="They are in them as soon as they accept." />
      <div className="grid max-w-[680px] gap-4">
        {!open && <StateNotice {...{ orgId: actor.org.id, invitation, stands, state }} />}
        <ChooseTeams
          orgId={actor.org.id}
          path={paths.invitationTeams(actor.org.id, invitationId)}
          chosen={fresh.map(({ id: team, name, role }) => ({ id: team, label: name, hint: projectRoleNames[role] }))}
        />
        {unknown.length > 0 && (
          <Notice tone="warn">
            <p className="text-ink">{`There is no team named ${listOf(unknown)}. Check the spelling.`}</p>
          </Notice>
        )}
        {already.length > 0 && <Notice>{`The invitation gives ${listOf(already)} already.`}</Notice>}
        {fresh.length > 0 && (
          <Card>
            <CardHeader title="What they will have on joining" lined />
            <ul className="px-5 py-2">
              {fresh.map((team) => (
                <li key={team.id} className="flex min-h-9 items-center justify-between gap-3">
                  <span dir="auto" className="wrap-anywhere">
                    {team.name}
                  </span>
                  <span className="text-ink-2">{`${projectRoleNames[team.role]} on ${countOf(team.projects, "project")}`}</span>
                </li>
              ))}
            </ul>
            <CardBody className="pt-2">
              <AddPartsForm
                orgId={actor.org.id}
                invitationId={invitationId}
                teams={fresh.map((team) => team.id)}
                label={`Add ${countOf(fresh.length, "team")}`}
              />
            </CardBody>
          </Card>
        )}
      </div>
    </OrgPage>
  );
}
