import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Card, CardBody } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { findAskedPerson, findAskedProject } from "@/db/queries/why";
import { requireOrg } from "@/lib/auth/require";
import { readText, type SearchParams } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { OrgPage } from "../../org-page";
import { WhyForm } from "../../why-form";

export const metadata: Metadata = { title: "Explain access" };

type Props = { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> };

/** Asks for whom and for which project, and leads to the answer. */
export default async function WhyPage({ params, searchParams }: Props) {
  const actor = await requireOrg((await params).id, "org.directory.view");
  const query = await searchParams;
  const asked = { person: readText(query, "person"), project: readText(query, "project") };
  const [person, project] = await Promise.all([
    asked.person ? findAskedPerson(actor, asked.person) : null,
    asked.project ? findAskedProject(actor, asked.project) : null,
  ]);
  if (person && project) redirect(paths.access(actor.org.id, person.userId, project.id));
  const isAsked = Boolean(asked.person || asked.project);
  const noPerson = asked.person
    ? "Nobody in the organization has this e-mail. Check it, or look under Users."
    : "Choose a person.";
  const noProject = asked.project
    ? "The organization has no project of this name. Check it, or look under Projects."
    : "Choose a project.";
  return (
    <OrgPage actor={actor} section="permissions">
      <PageHeader
        title="Explain access"
        sentence="Why somebody can, or cannot, reach a project: every grant, what it allows, and what would remain without it."
      />
      <Card className="max-w-140">
        <CardBody className="pt-5">
          <WhyForm
            orgId={actor.org.id}
            person={{
              text: asked.person,
              found: person && { id: person.userId, label: person.name, hint: person.email },
              problem: isAsked && !person ? noPerson : undefined,
            }}
            project={{
              text: asked.project,
              found: project && { id: String(project.id), label: project.name },
              problem: isAsked && !project ? noProject : undefined,
            }}
          />
        </CardBody>
      </Card>
    </OrgPage>
  );
}
