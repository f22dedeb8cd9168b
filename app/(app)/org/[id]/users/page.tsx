import type { Metadata } from "next";
import { LinkButton } from "@/components/ui/button";
import { PageHeader } from "@/components/ui/page-header";
import { Tabs } from "@/components/ui/tabs";
import { settleFilter } from "@/db/queries/member-filter";
import { memberSorts, searchMembers } from "@/db/queries/members";
import { getOrgCounts } from "@/db/queries/orgs";
import { requireOrg } from "@/lib/auth/require";
import type { OrgActor } from "@/lib/authz/actor";
import { can } from "@/lib/authz/authorize";
import { now } from "@/lib/clock";
import { isFiltered, readMemberFilter } from "@/lib/members/filter";
import { listHref, readPlace, readText, type SearchParams } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { OrgPage } from "../org-page";
import { InvitedList } from "./invited-list";
import { MemberFilters } from "./member-filters";
import { MemberTable } from "./member-table";

export const metadata: Metadata = { title: "Users" };

type Props = { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> };

export default async function UsersPage({ params, searchParams }: Props) {
  const actor = await requireOrg((await params).id, "org.directory.view");
  const query = await searchParams;
  const invited = query.tab === "invited";
  const [counts, list] = await Promise.all([
    getOrgCounts(actor.org.id),
    invited ? InvitedList({ actor, query }) : currentList(actor, query),
  ]);
  const path = paths.users(actor.org.id);
  return (
    <OrgPage actor={actor} section="users">
      <PageHeader
        title="Users"
        sentence={`Everyone in ${actor.org.name}, and everyone invited to it.`}
        actions={
          <>
            <LinkButton href={csvHref(actor.org.id, query)} plain className="max-sm:hidden">
              Download CSV
            </LinkButton>
            {can(actor, "org.members.invite") && (
              <LinkButton variant="primary" href={paths.invite(actor.org.id)}>
                Invite Users
              </LinkButton>
            )}
          </>
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

/** The file has what the list shows, in its order, without its pages. */
function csvHref(orgId: number, query: SearchParams): string {
  const kept = ["tab", "q", "role", "state", "team", "project", "two_factor", "sort", "dir"];
  return listHref(paths.usersCsv(orgId), Object.fromEntries(kept.map((name) => [name, readText(query, name)])));
}

async function currentList(actor: OrgActor, query: SearchParams) {
  const settled = await settleFilter(actor, readMemberFilter(query));
  const { filter } = settled;
  const place = readPlace(query, memberSorts, { sort: "name", dir: "asc" });
  const { rows, total } = await searchMembers(actor, filter, place);
  const alone = total === 1 && !isFiltered(filter);
  return (
    <>
      <MemberFilters orgId={actor.org.id} settled={settled} place={place} />
      <MemberTable actor={actor} rows={rows} total={total} filter={filter} place={place} at={now()} />
      {alone && (
        <p className="mt-4 text-center text-ink-2">You are alone here so far. Invite the people you work with.</p>
      )}
    </>
  );
}
