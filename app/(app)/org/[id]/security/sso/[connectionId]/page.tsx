import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { LinkButton } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { getConnection, getLastAnswer, listConnectableDomains, listConnectionGroups } from "@/db/queries/connections";
import { pickTeams } from "@/db/queries/pickers";
import { requireOrg } from "@/lib/auth/require";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import { now } from "@/lib/clock";
import { paths } from "@/lib/paths";
import { OrgPage } from "../../../org-page";
import { StageTag } from "../stage-tag";
import { protocolNames, providerNames } from "../words";
import { Guide } from "./guide";
import { Joining } from "./joining";
import { Ladder } from "./ladder";
import { Mapping } from "./mapping";
import { NameForm } from "./name-form";
import { ProviderValues } from "./provider-values";
import { SignInDomains } from "./sign-in-domains";

export const metadata: Metadata = { title: "Connection" };

type Props = { params: Promise<{ id: string; connectionId: string }> };

/** Everything of one connection, in the order of the work: values, domains, test, mapping, who joins, its stage. */
export default async function ConnectionPage({ params }: Props) {
  const { id, connectionId } = await params;
  const actor = await requireOrg(id, "org.security.manage");
  const { org } = actor;
  const row = await getConnection(actor, connectionId);
  if (!row) notFound();
  const [domains, groups, answer, teams, timeZone] = await Promise.all([
    listConnectableDomains(actor),
    listConnectionGroups(actor, row.id),
    getLastAnswer(actor, row.id),
    pickTeams(actor, { q: "" }),
    viewerTimezone(actor.user),
  ]);
  const shown = { orgId: org.id, row, timeZone, at: now() };
  return (
    <OrgPage actor={actor} section="security">
      <PageHeader
        title={
          <span className="inline-flex flex-wrap items-center gap-2.5">
            {row.name} <StageTag stage={row.stage} />
          </span>
        }
        sentence={`${protocolNames[row.protocol]} · ${providerNames[row.provider]}`}
        actions={
          <>
            <LinkButton href={paths.connectionLog(org.id, row.id)}>Log</LinkButton>
            <LinkButton href={paths.removeConnection(org.id, row.id)}>Remove…</LinkButton>
          </>
        }
      />
      <div className="grid max-w-[760px] grid-cols-[minmax(0,1fr)] gap-4">
        <Ladder {...shown} />
        <Guide connectionId={row.id} protocol={row.protocol} provider={row.provider} open={row.issuer === null} />
        <ProviderValues {...shown} />
        <SignInDomains orgId={org.id} connectionId={row.id} domains={domains} />
        <Mapping orgId={org.id} row={row} answer={answer} />
        <Joining orgId={org.id} row={row} groups={groups} teams={teams} />
        <Card id="name">
          <CardHeader title="On the sign-in page" />
          <CardBody>
            <NameForm orgId={org.id} connectionId={row.id} name={row.name} />
          </CardBody>
        </Card>
      </div>
    </OrgPage>
  );
}
