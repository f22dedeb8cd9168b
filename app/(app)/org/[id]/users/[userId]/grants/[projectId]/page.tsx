import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { GrantEditing } from "@/components/members/grant-editing";
import { PageHeader } from "@/components/ui/page-header";
import { getMember } from "@/db/queries/members";
import { getPersonProjects } from "@/db/queries/person";
import { numericId, requireOrg } from "@/lib/auth/require";
import { idleSince } from "@/lib/auth/sessions";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import { now } from "@/lib/clock";
import { firstNameOf, grantWords } from "@/lib/members/access-words";
import { paths } from "@/lib/paths";
import { OrgPage } from "../../../../org-page";
import { changeEnd, changeGrant, takeGrant } from "./actions";

export const metadata: Metadata = { title: "Individual grant" };

type Props = { params: Promise<{ id: string; userId: string; projectId: string }> };

export default async function GrantPage({ params }: Props) {
  const { id, userId, projectId: given } = await params;
  const actor = await requireOrg(id, "org.members.edit");
  const projectId = numericId(given);
  const at = now();
  const [member, [project], timeZone] = await Promise.all([
    getMember(actor, userId, at, idleSince(at)),
    getPersonProjects(actor, userId, { ids: projectId === null ? [] : [projectId] }),
    viewerTimezone(actor.user),
  ]);
  const grant = project?.grants.find(({ source }) => source === "individual");
  if (!member || !project || !grant || projectId === null) notFound();
  const person = { firstName: firstNameOf(member.name), role: member.role, timeZone };
  return (
    <OrgPage actor={actor} section="users">
      <PageHeader
        title={`${member.name} on ${project.name}`}
        sentence={`${grantWords(grant, person)}${grant.givenBy ? `, given by ${grant.givenBy}` : ""}.`}
      />
      <div className="grid max-w-[680px] gap-4">
        <GrantEditing
          {...{ project, grant, person, at }}
          plan={actor.org.plan}
          fields={{ orgId: actor.org.id, userId, projectId }}
          actions={{ role: changeGrant, end: changeEnd, remove: takeGrant }}
          backHref={paths.user(actor.org.id, userId)}
        />
      </div>
    </OrgPage>
  );
}
