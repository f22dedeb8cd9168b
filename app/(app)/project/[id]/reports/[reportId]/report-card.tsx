import { ActionButton } from "@/components/form/action-button";
import { LinkButton } from "@/components/ui/button";
import { Card, CardHeader, CardSection, Fact, Facts } from "@/components/ui/card";
import { Time } from "@/components/ui/time";
import type { ReportFacts } from "@/db/queries/reports";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import type { ProjectActor } from "@/lib/authz/actor";
import { newSecret } from "@/lib/ids";
import { paths } from "@/lib/paths";
import { duplicate } from "../actions";
import { RenameForm } from "../save-forms";

type Props = { actor: ProjectActor; report: ReportFacts; edits: boolean };

/** Who made it and when; its name and what can be done with it, for those who may. */
export async function ReportCard({ actor, report, edits }: Props) {
  const timeZone = await viewerTimezone(actor.user);
  const projectId = actor.project.id;
  return (
    <Card className="max-w-[560px]">
      <CardHeader title="About this report" />
      <Facts>
        <Fact label="Created">
          {report.createdBy ?? "Former user"}, <Time at={report.createdAt} timeZone={timeZone} />
        </Fact>
        <Fact label="Last edited">
          {report.editedBy ?? "Former user"}, <Time at={report.editedAt} timeZone={timeZone} />
        </Fact>
        <Fact label="Alerts">
          <span className="tabular">{report.alerts}</span>
        </Fact>
      </Facts>
      {edits && (
        <CardSection>
          <RenameForm projectId={projectId} reportId={report.id} name={report.name} />
        </CardSection>
      )}
      {edits && (
        <CardSection className="flex flex-wrap gap-2">
          <ActionButton
            action={duplicate}
            fields={{ projectId, reportId: report.id, requestKey: newSecret(18) }}
            pendingText="Copying…"
          >
            Duplicate
          </ActionButton>
          <LinkButton href={paths.deleteReport(projectId, report.id)} variant="danger-quiet">
            Delete…
          </LinkButton>
        </CardSection>
      )}
    </Card>
  );
}
