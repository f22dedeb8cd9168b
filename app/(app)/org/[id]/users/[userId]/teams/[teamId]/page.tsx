import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { AccessChanges } from "@/components/members/access-changes";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { getMember } from "@/db/queries/members";
import { previewLeaving } from "@/db/queries/person-preview";
import { requireOrg } from "@/lib/auth/require";
import { idleSince } from "@/lib/auth/sessions";
import { projectRoleNames } from "@/lib/authz/roles";
import { now } from "@/lib/clock";
import { firstNameOf } from "@/lib/members/access-words";
import { OrgPage } from "../../../../org-page";
import { LeaveTeamForm } from "../team-forms";

export const metadata: Metadata = { title: "Remove from team" };

type Props = { params: Promise<{ id: string; userId: string; teamId: string }> };

/** What remains of a person's access without one of their teams, before they are taken out. */
export default async function LeaveTeamPage({ params }: Props) {
  const { id, userId, teamId } = await params;
  const actor = await requireOrg(id, "org.teams.manage");
  const at = now();
  const [member, remains] = await Promise.all([
    getMember(actor, userId, at, idleSince(at)),
    previewLeaving(actor, userId, teamId),
  ]);
  const team = member?.teams.find((one) => one.id === teamId);
  if (!member || !team) notFound();
  const firstName = firstNameOf(member.name);
  const lost = remains.rows.filter(({ before, after }) => before !== after);
  return (
    <OrgPage actor={actor} section="users">
      <PageHeader
        title={`Remove ${member.name} from ${team.name}`}
        sentence={`The team gives ${projectRoleNames[team.role]} on its projects.`}
      />
      <Card className="max-w-[680px]">
        <CardHeader
          title="What remains"
          lined={remains.total > 0}
          sentence={
            remains.total === 0
              ? `The team has no projects, so ${firstName} loses none.`
              : lost.length === 0 && `${firstName} keeps every role: it comes from elsewhere too.`
          }
        />
        {remains.total > 0 && <AccessChanges caption="What remains" {...remains} />}
        <CardBody className="pt-4">
          <LeaveTeamForm orgId={actor.org.id} userId={userId} teamId={teamId} label={`Remove from ${team.name}`} />
        </CardBody>
      </Card>
    </OrgPage>
  );
}
