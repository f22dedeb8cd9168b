import type { Metadata } from "next";
import { LinkButton } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { EmptyState, PageHeader } from "@/components/ui/page-header";
import { teamEffect } from "@/db/queries/team-effect";
import { chosenTeams, teamsStamp } from "@/db/queries/team-selection";
import { countInvitationsToTeams } from "@/db/queries/teams";
import { requireOrg } from "@/lib/auth/require";
import { countOf, listOf } from "@/lib/format";
import { listHref, readText, type SearchParams } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { readSelection, selectionFields } from "@/lib/selection";
import { deletionPhrase } from "@/lib/teams/teams";
import { OrgPage } from "../../org-page";
import { EffectSummary } from "../effect";
import { DeletionForm } from "./deletion-form";

export const metadata: Metadata = { title: "Delete teams" };

type Props = { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> };

/** Who loses what with the chosen teams, and the one red button. */
export default async function TeamDeletionPage({ params, searchParams }: Props) {
  const actor = await requireOrg((await params).id, "org.teams.manage");
  const query = await searchParams;
  const selection = readSelection(query);
  const q = readText(query, "q");
  const chosen = await chosenTeams(actor.org.id, { ...selection, q });
  const ids = chosen.map(({ id }) => id);
  const [effect, invitations] = await Promise.all([
    teamEffect(actor, { kind: "delete", teamIds: ids }),
    countInvitationsToTeams(actor, ids),
  ]);
  const only = chosen.length === 1 ? chosen[0] : undefined;
  const what = only?.name ?? countOf(chosen.length, "team");
  const back = only ? paths.team(actor.org.id, only.id) : listHref(paths.teams(actor.org.id), { q });
  return (
    <OrgPage actor={actor} section="teams">
      <PageHeader
        title={chosen.length === 0 ? "Delete teams" : `Delete ${what}`}
        sentence={`This cannot be undone. The people and the projects stay; what ${only ? "the team gives" : "these teams give"} goes.`}
      />
      <Card className="max-w-[760px]">
        {chosen.length === 0 ? (
          <EmptyState action={<LinkButton href={paths.teams(actor.org.id)}>Back to the teams</LinkButton>}>
            No team is chosen, or those that were are gone already.
          </EmptyState>
        ) : (
          <>
            <CardHeader title="Who loses what at once" />
            <CardBody className="grid gap-4">
              {!only && (
                <p>{`${listOf(
                  chosen.map(({ name }) => name),
                  10,
                )}.`}</p>
              )}
              <EffectSummary effect={effect} orgId={actor.org.id} />
              {invitations > 0 && (
                <p className="text-ink-2">
                  {`${countOf(invitations, "open invitation gives", "open invitations give")} a place in ${only ? "it" : "one of them"}. The rest of ${invitations === 1 ? "it" : "them"} stays.`}
                </p>
              )}
              <DeletionForm
                orgId={actor.org.id}
                fields={[
                  ...selectionFields(selection, { q }),
                  { name: "count", value: String(chosen.length) },
                  { name: "stamp", value: teamsStamp(chosen) },
                ]}
                phrase={deletionPhrase(chosen)}
                typed={readText(query, "typed")}
                button={`Delete ${what}`}
                backHref={back}
              />
            </CardBody>
          </>
        )}
      </Card>
    </OrgPage>
  );
}
