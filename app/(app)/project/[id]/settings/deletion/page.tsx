import type { Metadata } from "next";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { formatDay } from "@/components/ui/format";
import { type Loss, Losses } from "@/components/ui/losses";
import { PageHeader } from "@/components/ui/page-header";
import type { GrantSource } from "@/db/queries/access";
import { type ProjectDeletionPreview, previewProjectDeletion } from "@/db/queries/project-deletion";
import { requireProject } from "@/lib/auth/require";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import { can } from "@/lib/authz/authorize";
import { now } from "@/lib/clock";
import { listOf, plural } from "@/lib/format";
import { readText, type SearchParams } from "@/lib/pagination";
import { erasureDay, restoreDays } from "@/lib/projects/periods";
import { ProjectPage } from "../../project-page";
import { DeletionForm } from "./deletion-form";

export const metadata: Metadata = { title: "Delete project" };

type Props = { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> };

/** What goes away with the project, until when and by whom it can be undone, and the one red button. */
export default async function DeleteProjectPage({ params, searchParams }: Props) {
  const actor = await requireProject((await params).id, "project.delete");
  const [preview, query] = await Promise.all([previewProjectDeletion(actor), searchParams]);
  const { id, name } = actor.project;
  const until = formatDay(erasureDay(now()), await viewerTimezone(actor.user));
  const where = can(actor, "org.projects.delete")
    ? "the organization’s deleted projects"
    : "the projects of your account";
  return (
    <ProjectPage actor={actor} section="settings">
      <PageHeader
        title={`Delete ${name}`}
        sentence={`You can restore it until ${until}. Then the data is erased for good.`}
      />
      <Card className="max-w-[680px]">
        <CardHeader title="What goes away at once" />
        <CardBody className="grid gap-4">
          <Losses items={losses(preview)} />
          <p className="text-ink-2">
            {`For ${restoreDays} days you can restore it from ${where}, with its data, keys, reports and everyone’s access. Events sent meanwhile are not kept. Billed usage of the period stays as it is.`}
          </p>
          <DeletionForm projectId={id} name={name} typed={readText(query, "typed")} />
        </CardBody>
      </Card>
    </ProjectPage>
  );
}

function losses(of: ProjectDeletionPreview): Loss[] {
  const lines: (Loss | false)[] = [
    { count: of.people, what: `${plural(of.people, "person loses", "people lose")} access: ${howGranted(of)}` },
    { count: of.events, what: of.events === 0 ? "events: none are stored" : plural(of.events, "event") },
    { count: of.profiles, what: plural(of.profiles, "user profile") },
    of.reports > 0 && { count: of.reports, what: plural(of.reports, "report") },
    of.alerts > 0 && { count: of.alerts, what: `${plural(of.alerts, "alert is", "alerts are")} not sent any more` },
    of.invitations > 0 && {
      count: of.invitations,
      what: `open ${plural(of.invitations, "invitation gives", "invitations give")} it; ${plural(of.invitations, "it stays", "they stay")} open`,
    },
    of.resets > 0 && { count: of.resets, what: `${plural(of.resets, "reset")} that could still be taken back` },
    of.transferTo !== null && { count: 1, what: `open transfer to ${of.transferTo}, which is cancelled` },
    { count: 1, what: "token: what applications go on sending is answered and not stored" },
  ];
  return lines.filter((line) => line !== false);
}

const ways: Record<GrantSource, string> = {
  organization: "by organization role",
  team: "by a team",
  individual: "individually",
  all_users: "as all users",
};

function howGranted({ granted }: ProjectDeletionPreview): string {
  return listOf(granted.map(({ source, people }) => `${people.toLocaleString("en-US")} ${ways[source]}`));
}
