import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { LinkButton } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { type TeamEffect, teamEffect } from "@/db/queries/team-effect";
import { getTeam } from "@/db/queries/teams";
import { requireOrg } from "@/lib/auth/require";
import { projectRoleNames } from "@/lib/authz/roles";
import { countOf } from "@/lib/format";
import type { SearchParams } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { teamChangeKinds } from "@/lib/teams/schemas";
import { rolePlural } from "@/lib/teams/words";
import { OrgPage } from "../../../org-page";
import { EffectSummary } from "../../effect";
import { AddForm } from "../add-form";
import { ChangeForm } from "./change-form";
import { type ReadStep, readStep } from "./read-step";

export const metadata: Metadata = { title: "Change team" };

type Props = { params: Promise<{ id: string; teamId: string }>; searchParams: Promise<SearchParams> };

/** Who gains and who loses what by a change of a team, before it is saved. */
export default async function TeamChangePage({ params, searchParams }: Props) {
  const { id, teamId } = await params;
  const actor = await requireOrg(id, "org.teams.manage");
  const query = await searchParams;
  const kind = teamChangeKinds.find((one) => one === query.kind);
  const team = kind && (await getTeam(actor, teamId));
  if (!kind || !team) notFound();
  const read = await readStep(actor, team, kind, query);
  const effect = read.step && (await teamEffect(actor, read.step));
  const back = paths.team(actor.org.id, team.id);
  return (
    <OrgPage actor={actor} section="teams">
      <PageHeader title={read.title} sentence={`${team.name} gives the role ${projectRoleNames[team.role]} now.`} />
      <div className="max-w-[760px]">
        {effect ? (
          <Card>
            <CardHeader title="Who gains and who loses what" />
            <CardBody className="grid gap-4">
              <EffectSummary effect={effect} orgId={actor.org.id} />
              {note(read, team) && <p className="text-ink-2">{note(read, team)}</p>}
              <ChangeForm
                orgId={actor.org.id}
                fields={[
                  { name: "teamId", value: team.id },
                  { name: "kind", value: kind },
                  { name: "version", value: String(team.version) },
                  ...read.fields,
                ]}
                button={read.button}
                danger={loses(effect)}
                backHref={back}
                againHref={againHref(back, query)}
              />
            </CardBody>
          </Card>
        ) : (
          <Problem read={read} orgId={actor.org.id} teamId={team.id} back={back} />
        )}
      </div>
    </OrgPage>
  );
}

function Problem({ read, orgId, teamId, back }: { read: ReadStep; orgId: number; teamId: string; back: string }) {
  const adds = read.kind === "add-people" || read.kind === "add-projects";
  return (
    <div className="grid gap-4">
      <Notice tone="warn">{read.problem}</Notice>
      {adds && (
        <Card>
          <CardBody className="pt-5">
            <AddForm
              orgId={orgId}
              teamId={teamId}
              what={read.kind === "add-people" ? "people" : "projects"}
              chosen={read.chosen}
              typed={read.typed}
            />
          </CardBody>
        </Card>
      )}
      <LinkButton href={back} className="justify-self-start">
        Back to the team
      </LinkButton>
    </div>
  );
}

/** What is not seen in the figures. */
function note(
  { kind }: ReadStep,
  team: { invitations: number; projects: unknown[]; members: number; role: "owner" | "admin" | "analyst" | "consumer" },
): string | null {
  if (kind === "add-people" && team.projects.length === 0)
    return `The team has no project yet. Once it has some, these people will be ${rolePlural(team.role)} on them.`;
  if (kind === "add-projects" && team.members === 0)
    return "Nobody is in the team yet. Whoever is added later will reach these projects.";
  if ((kind === "role" || kind === "add-projects" || kind === "remove-projects") && team.invitations > 0)
    return `${countOf(team.invitations, "open invitation gives", "open invitations give")} a place in this team too, and will give what it gives then.`;
  return null;
}

function loses({ counts }: TeamEffect): boolean {
  return counts.lost.places + counts.lowered.places > 0;
}

function againHref(back: string, query: SearchParams): string {
  const params = new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) => [value ?? []].flat().map((one): [string, string] => [name, one])),
  );
  return `${back}/change?${params}`;
}
