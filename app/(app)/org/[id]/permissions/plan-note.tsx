import { LinkButton } from "@/components/ui/button";
import { Card, CardHeader, Fact, Facts } from "@/components/ui/card";
import type { OrgActor } from "@/lib/authz/actor";
import { can } from "@/lib/authz/authorize";
import { projectRoleNames, projectRoles } from "@/lib/authz/roles";
import { planAllowsProjectRole, planIds, plans } from "@/lib/billing/plans";
import { listOf } from "@/lib/format";
import { paths } from "@/lib/paths";

/** Which project roles each plan lets people give (R7), from the rule that refuses the others. */
export function PlanNote({ actor }: { actor: OrgActor }) {
  return (
    <Card id="plans">
      <CardHeader
        title="By plan"
        sentence="Project roles that can be newly given. What was given before a change of plan stays."
        actions={
          can(actor, "org.billing.manage") && <LinkButton href={paths.plan(actor.org.id)}>Compare plans</LinkButton>
        }
      />
      <Facts>
        {planIds.map((id) => {
          const roles = projectRoles.toReversed().filter((role) => planAllowsProjectRole(id, role));
          return (
            <Fact
              key={id}
              label={
                <>
                  {plans[id].name}
                  {id === actor.org.plan && <span className="ml-1.5 text-ink-3">your plan</span>}
                </>
              }
            >
              {roles.length === projectRoles.length
                ? "Every role"
                : listOf(roles.map((role) => projectRoleNames[role]))}
            </Fact>
          );
        })}
      </Facts>
    </Card>
  );
}
