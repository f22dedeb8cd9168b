import { LinkButton } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { partOfPlan } from "@/lib/billing/capabilities";
import type { Capability } from "@/lib/billing/plans";
import { listOf } from "@/lib/format";
import { paths } from "@/lib/paths";

/**
 * R7: why a feature is not there, which plan has it, and who can change the plan. `changers` (`listPlanChangers`) is
 * null for somebody who can do it: they get the way to the plans. `meanwhile` says what goes without it.
 */
export function PlanNotice({
  orgId,
  capability,
  changers,
  meanwhile,
  className,
}: {
  orgId: number;
  capability: Capability;
  changers: { names: readonly string[]; total: number } | null;
  meanwhile?: string;
  className?: string;
}) {
  return (
    <Notice
      className={className}
      title={partOfPlan(capability)}
      actions={
        changers === null && (
          <LinkButton href={paths.plan(orgId)} size="sm">
            Compare plans
          </LinkButton>
        )
      }
    >
      {[meanwhile, changers && changers.total > 0 && `The plan can be changed by ${namesOf(changers)}.`]
        .filter(Boolean)
        .join(" ")}
    </Notice>
  );
}

function namesOf({ names, total }: { names: readonly string[]; total: number }): string {
  return listOf(names, names.length + 1, total);
}
