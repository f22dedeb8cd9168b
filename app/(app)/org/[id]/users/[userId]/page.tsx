import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { AccessCard } from "@/components/members/access-card";
import { Avatar } from "@/components/ui/avatar";
import { LinkButton } from "@/components/ui/button";
import { formatDay } from "@/components/ui/format";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { isMemberOfDirectory } from "@/db/queries/directory";
import { searchPersonProjects } from "@/db/queries/person";
import { getMemberWithHistory } from "@/db/queries/person-history";
import { requireOrg } from "@/lib/auth/require";
import { idleSince } from "@/lib/auth/sessions";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import { can } from "@/lib/authz/authorize";
import { mayChangeOrgRole, mayChangeProjectGrant, orgRoleNames } from "@/lib/authz/roles";
import { now } from "@/lib/clock";
import { firstNameOf } from "@/lib/members/access-words";
import { readPlace, readText, type SearchParams } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { billingPeriodOf } from "@/lib/usage/period";
import { OrgPage } from "../../org-page";
import { HistoryCard } from "./history-card";
import { RoleCard } from "./role-card";
import { SignInCard } from "./sign-in-card";
import { TeamsCard } from "./teams-card";

export const metadata: Metadata = { title: "User" };

type Props = { params: Promise<{ id: string; userId: string }>; searchParams: Promise<SearchParams> };

export default async function UserPage({ params, searchParams }: Props) {
  const { id, userId } = await params;
  const actor = await requireOrg(id, "org.directory.view");
  const orgId = actor.org.id;
  const at = now();
  const query = await searchParams;
  const q = readText(query, "projects");
  const { page } = readPlace(query, ["name"], { sort: "name", dir: "asc" });
  const number = page === "last" ? 1 : page;
  const [found, access, ofDirectory] = await Promise.all([
    getMemberWithHistory(actor, userId, { at, idleSince: idleSince(at), limit: 10 }),
    searchPersonProjects(actor, userId, { q, page: number }, billingPeriodOf(at)),
    isMemberOfDirectory(actor, userId),
  ]);
  if (!found) notFound();
  const { member, history, names } = found;
  const timeZone = await viewerTimezone(actor.user);
  const isSelf = userId === actor.user.id;
  const changeable = mayChangeOrgRole(actor.role, member.role);
  const edits = can(actor, "org.members.edit");
  const firstName = firstNameOf(member.name);
  return (
    <OrgPage actor={actor} section="users">
      <PageHeader
        avatar={<Avatar id={member.userId} name={member.name} size="lg" />}
        title={<span dir="auto">{member.name}</span>}
        sentence={`${member.email} · ${orgRoleNames[member.role]} since ${formatDay(member.joinedAt, timeZone)}`}
        actions={
          changeable &&
          !isSelf &&
          !ofDirectory && (
            <LinkButton variant="danger-quiet" href={paths.removeUser(orgId, userId)}>
              Remove from organization…
            </LinkButton>
          )
        }
      />
      {ofDirectory && (
        <Notice className="mb-4" title="Kept by your directory">
          {firstName} stays a member until the directory deactivates them. Role, projects and teams of yours are yours
          to change.
        </Notice>
      )}
      <div className="grid items-start gap-4 lg:grid-cols-[3fr_2fr]">
        <div className="grid min-w-0 gap-4">
          <AccessCard
            title="Projects"
            {...access}
            rows={access.rows.map(({ own, ...row }) => ({
              ...row,
              changeable:
                edits &&
                row.grants.some(({ source, role }) => source === "individual" && mayChangeProjectGrant(own, role)),
            }))}
            q={q}
            page={number}
            person={{ firstName, role: member.role, timeZone }}
            subject={`${firstName} is`}
            empty={`${firstName} reaches no project. A team, an individual grant or an organization role would give access.`}
            hrefs={{
              path: paths.user(orgId, userId),
              add: edits ? paths.addToProjects(orgId, userId) : undefined,
              change: (projectId) => paths.grant(orgId, userId, projectId),
              explain: (projectId) => paths.access(orgId, userId, projectId),
              team: (teamId) => paths.team(orgId, teamId),
            }}
          />
          <HistoryCard
            {...{ history, names, timeZone, at }}
            allHref={can(actor, "org.audit.view") ? `${paths.auditLog(orgId)}?person=${userId}` : null}
          />
        </div>
        <div className="grid gap-4">
          <RoleCard {...{ actor, member, changeable }} chosen={readText(query, "role")} />
          <TeamsCard {...{ orgId, member, edits }} />
          <SignInCard {...{ actor, member, timeZone, at }} ends={changeable && !isSelf} />
        </div>
      </div>
    </OrgPage>
  );
}
