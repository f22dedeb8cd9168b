import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ActionButton } from "@/components/form/action-button";
import { LinkButton } from "@/components/ui/button";
import { Card, CardBody, CardHeader, CardSection } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { countConnectionPeople, listConnectionPeople } from "@/db/queries/connection-people";
import { getConnection } from "@/db/queries/connections";
import { requireOrg } from "@/lib/auth/require";
import { countOf } from "@/lib/format";
import { readPlace, type SearchParams } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { OrgPage } from "../../../../org-page";
import { remove } from "../../actions";
import { PeopleCard } from "../people-card";

export const metadata: Metadata = { title: "Remove connection" };

type Props = { params: Promise<{ id: string; connectionId: string }>; searchParams: Promise<SearchParams> };

export default async function RemoveConnectionPage({ params, searchParams }: Props) {
  const { id, connectionId } = await params;
  const actor = await requireOrg(id, "org.security.manage");
  const { org } = actor;
  const row = await getConnection(actor, connectionId);
  if (!row) notFound();
  const place = readPlace(await searchParams, ["name"], { sort: "name", dir: "asc" });
  const [counts, people] = await Promise.all([
    countConnectionPeople(actor, row.id),
    listConnectionPeople(actor, row.id, "no_way_in", place.page),
  ]);
  const used = row.stage !== "draft";
  return (
    <OrgPage actor={actor} section="security">
      <PageHeader title={`Remove ${row.name}`} sentence="It cannot be taken back: it is set up anew then." />
      <div className="grid max-w-[760px] gap-4">
        <Card>
          <CardHeader title="What goes away" />
          <CardBody>
            <ul className="list-disc pl-5 text-ink-2">
              <li>The connection with its keys, its log, and which account there is whose here.</li>
              <li>
                {used
                  ? `It signs nobody in any more: ${countOf(counts.people, "member", "members")} with an address in its domains.`
                  : "It is a draft: nobody signs in through it."}
              </li>
              {used && counts.no_way_in > 0 && (
                <li>
                  {countOf(counts.no_way_in, "member has", "members have")} no other way in, and get a link by mail to
                  set a password.
                </li>
              )}
              <li>Members, roles, teams and grants stay.</li>
            </ul>
          </CardBody>
          <CardSection className="flex flex-wrap gap-3">
            <ActionButton
              action={remove}
              fields={{ orgId: org.id, connectionId: row.id }}
              variant="danger"
              pendingText="Removing…"
            >
              Remove connection
            </ActionButton>
            <LinkButton href={paths.connection(org.id, row.id)}>Cancel</LinkButton>
          </CardSection>
        </Card>
        {used && people.total > 0 && (
          <PeopleCard
            orgId={org.id}
            title="Without another way in"
            sentence="They are mailed a link to set a password."
            path={paths.removeConnection(org.id, row.id)}
            place={place}
            people={people}
          />
        )}
      </div>
    </OrgPage>
  );
}
