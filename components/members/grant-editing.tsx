import type { FormAction } from "@/components/form/use-action-form";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import type { GrantedProject, PersonGrant } from "@/db/queries/person";
import { mayChangeProjectGrant, mayGiveProjectRole, projectRoleNames, projectRoles } from "@/lib/authz/roles";
import { type PlanId, planAllowsProjectRole } from "@/lib/billing/plans";
import {
  becomesWords,
  effectiveRole,
  grantWords,
  type Person,
  remainderWords,
  untilText,
} from "@/lib/members/access-words";
import { localText, untilOptions } from "@/lib/members/ends";
import { GrantEndForm, type GrantFields, GrantRoleForm, RemoveGrantForm } from "./grant-forms";

type Props = {
  project: GrantedProject;
  grant: PersonGrant;
  person: Person;
  plan: PlanId;
  at: Date;
  fields: Omit<GrantFields, "was" | "wasEnds">;
  actions: { role: FormAction; end: FormAction; remove: FormAction };
  backHref: string;
};

/** One individual grant: what each other role would make of it, when it ends, and what would remain without it. */
export function GrantEditing({ project, grant, person, plan, at, actions, backHref, ...rest }: Props) {
  const wasEnds = grant.endsAt ? new Date(grant.endsAt).toISOString() : "";
  const fields = { ...rest.fields, was: grant.role, wasEnds };
  if (!mayChangeProjectGrant(project.own, grant.role)) {
    return (
      <Card>
        <CardHeader title="Individual grant" />
        <CardBody>
          <p className="text-ink-2">
            Only an owner of the project can change or remove a grant of {projectRoleNames[grant.role]}.
          </p>
        </CardBody>
      </Card>
    );
  }
  return (
    <>
      <Card id="grant">
        <CardHeader title="Change the role" sentence={othersSentence(project.grants, grant, person)} />
        <CardBody>
          <GrantRoleForm
            action={actions.role}
            fields={fields}
            roles={roleChoices(project, grant, person, plan)}
            backHref={backHref}
          />
        </CardBody>
      </Card>
      <Card id="end">
        <CardHeader title="How long it holds" sentence={endSentence(project.grants, grant, person)} />
        <CardBody>
          <GrantEndForm
            action={actions.end}
            fields={fields}
            options={untilOptions(at, person.timeZone)}
            timeZone={person.timeZone}
            until={grant.endsAt ? "date" : ""}
            untilAt={grant.endsAt ? localText(new Date(grant.endsAt), person.timeZone) : ""}
          />
        </CardBody>
      </Card>
      <Card id="removal">
        <CardHeader title="Remove this grant" sentence={remainderWords(project.grants, grant, person.firstName)} />
        <CardBody className="pt-2">
          <RemoveGrantForm action={actions.remove} fields={fields} />
        </CardBody>
      </Card>
    </>
  );
}

function roleChoices(project: GrantedProject, grant: PersonGrant, { firstName }: Person, plan: PlanId) {
  const before = effectiveRole(project.grants);
  const others = project.grants.filter((other) => other !== grant);
  return [...projectRoles]
    .reverse()
    .filter((role) => mayGiveProjectRole(project.own, role))
    .map((role) => ({
      value: role,
      label: projectRoleNames[role],
      hint: becomesWords(before, effectiveRole([...others, { role }]) ?? role, firstName),
      disabled: role !== grant.role && !planAllowsProjectRole(plan, role),
    }));
}

function othersSentence(grants: readonly PersonGrant[], grant: PersonGrant, person: Person): string {
  const others = grants.filter((other) => other !== grant);
  return others.length > 0
    ? `${person.firstName} also has: ${others.map((other) => grantWords(other, person)).join("; ")}. The highest role counts.`
    : `Nothing else gives ${person.firstName} access to this project.`;
}

function endSentence(grants: readonly PersonGrant[], grant: PersonGrant, { firstName, timeZone }: Person): string {
  if (!grant.endsAt) return "It has no end.";
  const others = grants.filter((other) => other !== grant);
  const then = effectiveRole([...others, ...(grant.thenRole ? [{ role: grant.thenRole }] : [])]);
  const becomes = then ? becomesWords(effectiveRole(grants), then, firstName) : `${firstName} no longer reaches it`;
  return `It ends ${untilText(grant.endsAt, timeZone).replace(/^the end/, "at the end")}. Then ${becomes}.`;
}
