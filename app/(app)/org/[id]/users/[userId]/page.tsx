import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Avatar } from "@/components/ui/avatar";
import { LinkButton } from "@/components/ui/button";
import { Card, CardBody, CardHeader, Fact, Facts } from "@/components/ui/card";
import { formatDay } from "@/components/ui/format";
import { PageHeader } from "@/components/ui/page-header";
import { Time } from "@/components/ui/time";
import { explainAccess } from "@/db/queries/access";
import { getMember, type MemberFacts } from "@/db/queries/members";
import { requireOrg } from "@/lib/auth/require";
import { idleSince } from "@/lib/auth/sessions";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import type { OrgActor } from "@/lib/authz/actor";
import { givableOrgRoles, mayChangeOrgRole, orgRoleNames, projectRoleNames } from "@/lib/authz/roles";
import { now } from "@/lib/clock";
import { countOf } from "@/lib/format";
import { readText, type SearchParams } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { OrgPage } from "../../org-page";
import { AccessCard } from "./access-card";
import { RoleForm } from "./role-form";

export const metadata: Metadata = { title: "User" };

/** A page of access is short until somebody asks for all of it. */
const fewProjects = 50;
const mostProjects = 2000;

type Props = { params: Promise<{ id: string; userId: string }>; searchParams: Promise<SearchParams> };

export default async function UserPage({ params, searchParams }: Props) {
  const { id, userId } = await params;
  const actor = await requireOrg(id, "org.directory.view");
  const at = now();
  const query = await searchParams;
  const shown = query.projects === "all" ? mostProjects : fewProjects;
  const [member, access] = await Promise.all([
    getMember(actor, userId, at, idleSince(at)),
    explainAccess(actor, userId, shown),
  ]);
  if (!member) notFound();
  const timeZone = await viewerTimezone(actor.user);
  const changeable = mayChangeOrgRole(actor.role, member.role);
  const isSelf = userId === actor.user.id;
  return (
    <OrgPage actor={actor} section="users">
      <PageHeader
        avatar={<Avatar id={member.userId} name={member.name} size="lg" />}
        title={member.name}
        sentence={`${member.email} · ${orgRoleNames[member.role]} since ${formatDay(member.joinedAt, timeZone)}`}
        actions={
          changeable &&
          !isSelf && (
            <LinkButton variant="danger-quiet" href={paths.removeUser(actor.org.id, userId)}>
              Remove from organization…
            </LinkButton>
          )
        }
      />
      <div className="grid items-start gap-4 lg:grid-cols-[3fr_2fr]">
        <AccessCard
          {...access}
          moreHref={`${paths.user(actor.org.id, userId)}?projects=all`}
          person={{ firstName: member.name.split(" ")[0] ?? member.name, role: member.role }}
        />
        <div className="grid gap-4">
          <RoleCard actor={actor} member={member} changeable={changeable} chosen={readText(query, "role")} />
          <Card>
            <CardHeader title="Teams" />
            {member.teams.length === 0 ? (
              <p className="px-5 pb-5 text-ink-3">In no team.</p>
            ) : (
              <Facts>
                {member.teams.map((team) => (
                  <Fact key={team.id} label={<span className="text-ink">{team.name}</span>}>
                    <span className="text-ink-2">{projectRoleNames[team.role]}</span>
                  </Fact>
                ))}
              </Facts>
            )}
          </Card>
          <Card>
            <CardHeader title="Sign-in" />
            <Facts>
              <Fact label="Address">{member.emailProven ? "Confirmed" : "Not confirmed"}</Fact>
              <Fact label="Sessions">{countOf(member.sessions, "device")}</Fact>
              <Fact label="Last active">
                <Time at={member.lastActiveAt} timeZone={timeZone} relative now={at} empty="Never" />
              </Fact>
              {member.invitedByName && <Fact label="Invited by">{member.invitedByName}</Fact>}
            </Facts>
          </Card>
        </div>
      </div>
    </OrgPage>
  );
}

type RoleCardProps = { actor: OrgActor; member: MemberFacts; changeable: boolean; chosen: string };

function RoleCard({ actor, member, changeable, chosen }: RoleCardProps) {
  const options = givableOrgRoles(actor.role).map((role) => ({ value: role, label: orgRoleNames[role] }));
  const preselected = options.some((option) => option.value === chosen) ? chosen : member.role;
  return (
    <Card>
      <CardHeader title="Organization role" />
      <CardBody>
        {changeable ? (
          <RoleForm
            orgId={actor.org.id}
            userId={member.userId}
            role={member.role}
            chosen={preselected}
            options={options}
          />
        ) : (
          <p className="text-ink-2">
            {orgRoleNames[member.role]}.{" "}
            {member.role === "member" ? "" : "Only an owner can change or remove this role."}
          </p>
        )}
      </CardBody>
    </Card>
  );
}
