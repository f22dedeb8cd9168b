import Form from "next/form";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader, Fact, Facts } from "@/components/ui/card";
import { Select } from "@/components/ui/input";
import { Time } from "@/components/ui/time";
import type { TeamFacts } from "@/db/queries/teams";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import type { OrgActor } from "@/lib/authz/actor";
import { mayChangeProjectGrant, projectRoleFromOrg, projectRoleNames } from "@/lib/authz/roles";
import { countOf } from "@/lib/format";
import { paths } from "@/lib/paths";
import { projectRoleHint, projectRoleOptions } from "../../project-choice";
import { NameForm } from "./name-form";

/** One role for everyone in the team on all of its projects; another one is shown with its effect before it is saved. */
export function RoleCard({ actor, team, manages }: { actor: OrgActor; team: TeamFacts; manages: boolean }) {
  const changeable = manages && mayChangeProjectGrant(projectRoleFromOrg(actor.role), team.role);
  const hint = projectRoleHint(actor);
  return (
    <Card>
      <CardHeader title="Role" sentence="The same for everyone in the team, on all of its projects." />
      <CardBody>
        {changeable ? (
          <Form action={paths.changeTeam(actor.org.id, team.id)} className="grid gap-1.5" key={team.role}>
            <input type="hidden" name="kind" value="role" />
            <div className="flex flex-wrap gap-2">
              <Select
                name="role"
                aria-label="Role"
                defaultValue={team.role}
                options={projectRoleOptions(actor)}
                className="w-44"
              />
              <Button type="submit">Change role…</Button>
            </div>
            {hint && <p className="text-xs text-ink-3">{hint}</p>}
          </Form>
        ) : (
          <p>
            {projectRoleNames[team.role]}.{" "}
            <span className="text-ink-2">
              {manages && "It is not below yours, so only an owner changes it or takes people and projects out."}
            </span>
          </p>
        )}
      </CardBody>
    </Card>
  );
}

export function NameCard({ orgId, team }: { orgId: number; team: TeamFacts }) {
  return (
    <Card>
      <CardHeader title="Name" sentence="A new name changes nobody’s access." />
      <CardBody>
        <NameForm orgId={orgId} teamId={team.id} name={team.name} />
      </CardBody>
    </Card>
  );
}

export async function FactsCard({ actor, team }: { actor: OrgActor; team: TeamFacts }) {
  return (
    <Card>
      <CardHeader title="About" />
      <Facts>
        <Fact label="Created">
          <Time at={team.createdAt} timeZone={await viewerTimezone(actor.user)} />
        </Fact>
        <Fact label="Created by">{team.createdBy ?? <span className="text-ink-3">Former user</span>}</Fact>
        <Fact label="Open invitations to it">
          {team.invitations === 0 ? "None" : countOf(team.invitations, "invitation")}
        </Fact>
      </Facts>
    </Card>
  );
}
