import type { ReactNode } from "react";
import { LinkButton } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import type { OrgActor } from "@/lib/authz/actor";
import { can } from "@/lib/authz/authorize";
import { partOfPlan } from "@/lib/billing/capabilities";
import type { Capability } from "@/lib/billing/plans";
import { paths } from "@/lib/paths";

/** R7: which plan has it, and the way there for whoever may change it. */
export function PlanNotice({ actor, of, children }: { actor: OrgActor; of: Capability; children?: ReactNode }) {
  const mayChange = can(actor, "org.billing.manage");
  return (
    <Notice
      title={partOfPlan(of)}
      actions={
        mayChange && (
          <LinkButton href={paths.plan(actor.org.id)} size="sm">
            Change plan
          </LinkButton>
        )
      }
    >
      {!mayChange && "An owner or billing admin can change the plan. "}
      {children}
    </Notice>
  );
}
