import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { getMember } from "@/db/queries/members";
import { getPersonProjects } from "@/db/queries/person";
import { numericId, requireOrg } from "@/lib/auth/require";
import { idleSince } from "@/lib/auth/sessions";
import { mayChangeProjectGrant, mayGiveProjectRole, projectRoleNames, projectRoles } from "@/lib/authz/roles";
import { planAllowsProjectRole } from "@/lib/billing/plans";
import { now } from "@/lib/clock";
import { becomesWords, effectiveRole, firstNameOf, grantWords, remainderWords } from "@/lib/members/access-words";
import { OrgPage } from "../../../../org-page";
import { GrantRoleForm, RemoveGrantForm } from "./grant-forms";

export const metadata: Metadata = { title: "Individual grant" };

type Props = { params: Promise<{ id: string; userId: string; projectId: string }> };

/** One individual grant: what each other role would make of it, and what would remain without it. */
export default async function GrantPage({ params }: Props) {
  const { id, userId, projectId: given } = await params;
  const actor = await requireOrg(id, "org.members.edit");
  const projectId = numericId(given);
  const at = now();
  const [member, [project]] = await Promise.all([
    getMember(actor, userId, at, idleSince(at)),
    getPersonProjects(actor, userId, { ids: projectId === null ? [] : [projectId] }),
  ]);
  const grant = project?.grants.find(({ source }) => source === "individual");
  if (!member || !project || !grant || projectId === null) notFound();
  const person = { firstName: firstNameOf(member.name), role: member.role };
  const others = project.grants.filter((other) => other !== grant);
  const before = effectiveRole(project.grants);
  const options = [...projectRoles].reverse().filter((role) => mayGiveProjectRole(project.own, role));
  const fields = { orgId: actor.org.id, userId, projectId, was: grant.role };
  const changeable = mayChangeProjectGrant(project.own, grant.role);
  return (
    <OrgPage actor={actor} section="users">
      <PageHeader
        title={`${member.name} on ${project.name}`}
        sentence={`Individual grant: ${projectRoleNames[grant.role]}${grant.givenBy ? `, given by ${grant.givenBy}` : ""}.`}
      />
      <div className="grid max-w-[680px] gap-4">
        <Card>
          <CardHeader
            title="Change the role"
            sentence={
              others.length > 0
                ? `${person.firstName} also has: ${others.map((other) => grantWords(other, person)).join("; ")}. The highest role counts.`
                : `Nothing else gives ${person.firstName} access to this project.`
            }
          />
          <CardBody>
            {changeable ? (
              <GrantRoleForm
                {...fields}
                roles={options.map((role) => ({
                  value: role,
                  label: projectRoleNames[role],
                  hint: becomesWords(before, effectiveRole([...others, { role }]) ?? role, person.firstName),
                  disabled: role !== grant.role && !planAllowsProjectRole(actor.org.plan, role),
                }))}
              />
            ) : (
              <p className="text-ink-2">
                Only an owner of the project can change or remove a grant of {projectRoleNames[grant.role]}.
              </p>
            )}
          </CardBody>
        </Card>
        {changeable && (
          <Card id="removal">
            <CardHeader title="Remove this grant" sentence={remainderWords(project.grants, grant, person.firstName)} />
            <CardBody className="pt-2">
              <RemoveGrantForm {...fields} />
            </CardBody>
          </Card>
        )}
      </div>
    </OrgPage>
  );
}
