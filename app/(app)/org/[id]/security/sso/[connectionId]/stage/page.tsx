import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ActionButton } from "@/components/form/action-button";
import { LinkButton } from "@/components/ui/button";
import { Card, CardBody, CardHeader, CardSection } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { type ConnectionPeopleKind, countConnectionPeople, listConnectionPeople } from "@/db/queries/connection-people";
import { getConnection } from "@/db/queries/connections";
import { requireOrg } from "@/lib/auth/require";
import { countOf } from "@/lib/format";
import { readPlace, readText, type SearchParams } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { type Stage, stages } from "@/lib/sso/connection-schemas";
import { testMinutes } from "@/lib/sso/ladder";
import { OrgPage } from "../../../../org-page";
import { switchStage } from "../../actions";
import { PeopleCard } from "../people-card";

export const metadata: Metadata = { title: "Switch single sign-on" };

type Props = {
  params: Promise<{ id: string; connectionId: string }>;
  searchParams: Promise<SearchParams>;
};

const titles: Record<Stage, string> = {
  draft: "Turn single sign-on off",
  optional: "Make single sign-on optional",
  required: "Require single sign-on",
};
const buttons: Record<Stage, string> = {
  draft: "Turn it off",
  optional: "Make it optional",
  required: "Require single sign-on",
};

/** S3: what a step up or down the ladder means, for whom, before it is taken. */
export default async function StagePage({ params, searchParams }: Props) {
  const { id, connectionId } = await params;
  const actor = await requireOrg(id, "org.security.manage");
  const { org } = actor;
  const query = await searchParams;
  const asked = readText(query, "to");
  const to = stages.find((stage) => stage === asked);
  const row = await getConnection(actor, connectionId);
  if (!row || !to || to === row.stage) notFound();
  const kind: ConnectionPeopleKind | null = to === "required" ? "unlinked" : to === "draft" ? "no_way_in" : null;
  const place = readPlace(query, ["name"], { sort: "name", dir: "asc" });
  const [counts, people, keeping] = await Promise.all([
    countConnectionPeople(actor, row.id),
    kind && listConnectionPeople(actor, row.id, kind, place.page),
    to === "required" ? listConnectionPeople(actor, row.id, "keeps", 1) : null,
  ]);
  const back = paths.connection(org.id, row.id);
  return (
    <OrgPage actor={actor} section="security">
      <PageHeader title={titles[to]} sentence={`${row.name} · ${row.domains.join(", ") || "no domain"}`} />
      <div className="grid max-w-[760px] gap-4">
        <Card>
          <CardHeader title="What changes" />
          <CardBody>
            <ul className="list-disc pl-5 text-ink-2">
              {to === "required" && (
                <>
                  <li>
                    {countOf(counts.people, "member", "members")} with an address in its domains sign in through it
                    alone. Sessions without it ask for it at the next page.
                  </li>
                  <li>
                    Owners and admins with a second factor keep their password or passkey as the way back in. Each use
                    is mailed to all owners.
                  </li>
                  <li>Passwords are not deleted, and other organizations of theirs stay as they are.</li>
                </>
              )}
              {to === "optional" && (
                <>
                  <li>People with an address in its domains may sign in through it, or with a password.</li>
                  <li>
                    It opens {org.name} alone. An account there was before is linked when its owner agrees by mail.
                  </li>
                </>
              )}
              {to === "draft" && (
                <>
                  <li>It signs nobody in any more, and what it opened closes at the next page.</li>
                  <li>
                    {counts.no_way_in === 0
                      ? "Everybody has a password or a passkey."
                      : `${countOf(counts.no_way_in, "member has", "members have")} no other way in, and get a link by mail to set a password.`}
                  </li>
                </>
              )}
            </ul>
          </CardBody>
          {to === "required" && (
            <CardSection className="grid gap-3">
              {keeping?.total === 0 && (
                <Notice tone="warn" title="Nobody keeps a way back in">
                  An owner or admin with an address in its domains needs a password or passkey and a second factor, or
                  one whose address lies elsewhere.
                </Notice>
              )}
              <p className="text-ink-2">
                It needs your own successful test of the last {testMinutes} minutes.{" "}
                <a href={paths.testConnection(row.id)} target="_blank" rel="noopener" className="text-accent underline">
                  Test it now
                </a>
              </p>
            </CardSection>
          )}
          <CardSection className="flex flex-wrap gap-3">
            <ActionButton
              action={switchStage}
              fields={{ orgId: org.id, connectionId: row.id, stage: to }}
              variant={to === "draft" ? "danger" : "primary"}
              pendingText="Switching…"
            >
              {buttons[to]}
            </ActionButton>
            <LinkButton href={back}>Cancel</LinkButton>
          </CardSection>
        </Card>
        {people && kind && people.total > 0 && (
          <PeopleCard
            orgId={org.id}
            title={kind === "unlinked" ? "Locked out unless the provider knows them" : "Without another way in"}
            sentence={
              kind === "unlinked"
                ? "They have not signed in through it yet."
                : "They are mailed a link to set a password."
            }
            path={`${paths.connectionStage(org.id, row.id)}`}
            kept={{ to }}
            place={place}
            people={people}
          />
        )}
        {keeping && keeping.total > 0 && (
          <PeopleCard
            orgId={org.id}
            title="Keep a way back in"
            sentence="Owners and admins with a password or passkey and a second factor."
            people={keeping}
          />
        )}
      </div>
    </OrgPage>
  );
}
