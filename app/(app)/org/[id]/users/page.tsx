import type { Metadata } from "next";
import { LinkButton } from "@/components/ui/button";
import { PageHeader } from "@/components/ui/page-header";
import { Tabs } from "@/components/ui/tabs";
import { invitationSorts, searchInvitations } from "@/db/queries/invitations";
import { memberSorts, searchMembers } from "@/db/queries/members";
import { getOrgCounts } from "@/db/queries/orgs";
import { requireOrg } from "@/lib/auth/require";
import type { OrgActor } from "@/lib/authz/actor";
import { can } from "@/lib/authz/authorize";
import { orgRoles } from "@/lib/authz/roles";
import { now } from "@/lib/clock";
import { readPlace, readText, type SearchParams } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { OrgPage } from "../org-page";
import { InvitationFilters, MemberFilters } from "./filters";
import { InvitationTable } from "./invitation-table";
import { MemberTable } from "./member-table";

export const metadata: Metadata = { title: "Users" };

type Props = { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> };

export default async function UsersPage({ params, searchParams }: Props) {
  const actor = await requireOrg((await params).id, "org.directory.view");
  const query = await searchParams;
  const invited = query.tab === "invited";
  const [counts, list] = await Promise.all([
    getOrgCounts(actor.org.id),
    invited ? invitedList(actor, query) : currentList(actor, query),
  ]);
  const path = paths.users(actor.org.id);
  return (
    <OrgPage actor={actor} section="users">
      <PageHeader
        title="Users"
        sentence={`Everyone in ${actor.org.name}, and everyone invited to it.`}
        actions={
          can(actor, "org.members.invite") && (
            <LinkButton variant="primary" href={paths.invite(actor.org.id)}>
              Invite Users
            </LinkButton>
          )
        }
      />
      <Tabs
        label="Users"
        items={[
          { label: "Current", href: path, count: counts.members, active: !invited },
          { label: "Invited", href: `${path}?tab=invited`, count: counts.invitations, active: invited },
        ]}
      />
      {list}
    </OrgPage>
  );
}

async function currentList(actor: OrgActor, query: SearchParams) {
  const filter = { q: readText(query, "q"), role: orgRoles.find((role) => role === query.role) ?? null };
  const place = readPlace(query, memberSorts, { sort: "name", dir: "asc" });
  const { rows, total } = await searchMembers(actor, filter, place);
  return (
    <>
      <MemberFilters path={paths.users(actor.org.id)} filter={filter} place={place} />
      <MemberTable actor={actor} rows={rows} total={total} filter={filter} place={place} at={now()} />
    </>
  );
}

async function invitedList(actor: OrgActor, query: SearchParams) {
  const state = query.state === "pending" || query.state === "expired" ? query.state : null;
  const filter = {
    q: readText(query, "q"),
    role: orgRoles.find((role) => role === query.role) ?? null,
    state,
  } as const;
  const place = readPlace(query, invitationSorts, { sort: "sent", dir: "desc" });
  const at = now();
  const { rows, total } = await searchInvitations(actor, filter, place, at);
  return (
    <>
      <InvitationFilters path={paths.users(actor.org.id)} filter={filter} place={place} />
      <InvitationTable actor={actor} rows={rows} total={total} filter={filter} place={place} at={at} />
    </>
  );
}
