import { Card, CardHeader, CardSection, Fact, Facts } from "@/components/ui/card";
import { CopyField } from "@/components/ui/copy-field";
import { Time } from "@/components/ui/time";
import type { ProjectKeys } from "@/db/queries/access-keys";
import type { ProjectActor } from "@/lib/authz/actor";
import { can } from "@/lib/authz/authorize";
import { appUrl } from "@/lib/links";
import { paths } from "@/lib/paths";
import { NameForm, TimezoneForm } from "./details-forms";

type Props = { actor: ProjectActor; made: Pick<ProjectKeys, "createdAt" | "createdBy">; timeZone: string };

export function DetailsCard({ actor, made, timeZone }: Props) {
  const { org, project } = actor;
  const edits = can(actor, "project.settings.edit");
  return (
    <Card>
      <CardHeader title="Project details" />
      <Facts>
        {!edits && <Fact label="Name">{project.name}</Fact>}
        {!edits && <Fact label="Timezone">{project.timezone}</Fact>}
        <Fact label="Id">
          <span className="font-mono text-xs">{project.id}</span>
        </Fact>
        <Fact label="Organization">{org.name}</Fact>
        <Fact label="Created">
          <Time at={made.createdAt} timeZone={timeZone} />
        </Fact>
        <Fact label="Created by">{made.createdBy ?? "Former user"}</Fact>
      </Facts>
      {edits && (
        <CardSection>
          <NameForm projectId={project.id} name={project.name} />
        </CardSection>
      )}
      {edits && (
        <CardSection>
          <TimezoneForm projectId={project.id} timezone={project.timezone} />
        </CardSection>
      )}
      <CardSection className="grid gap-1.5">
        <p className="font-medium">Access URL</p>
        <CopyField value={appUrl(paths.project(project.id))} label="Access URL" />
        <p className="text-xs text-ink-3">Opens the project for everyone who has access to it.</p>
      </CardSection>
    </Card>
  );
}
