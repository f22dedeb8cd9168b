import { ActionButton } from "@/components/form/action-button";
import { LinkButton } from "@/components/ui/button";
import { formatDay } from "@/components/ui/format";
import { Notice } from "@/components/ui/notice";
import type { PlanState } from "@/db/queries/billing";
import { type PlanId, plans } from "@/lib/billing/plans";
import { runsFrom } from "@/lib/billing/retention";
import { monthsInWords } from "@/lib/format";
import { paths } from "@/lib/paths";
import { takeBack } from "./billing/actions";

/** A downgrade that is planned, for everybody who sees the plan. */
export function PlannedNotice({
  orgId,
  plan,
  planned,
  mayChange,
}: {
  orgId: number;
  plan: PlanId;
  planned: NonNullable<PlanState["planned"]>;
  mayChange: boolean;
}) {
  const name = plans[planned.plan].name;
  return (
    <Notice
      tone="warn"
      title={`${name} from ${formatDay(planned.at, "UTC")} on`}
      actions={
        mayChange && (
          <ActionButton
            action={takeBack}
            fields={{ orgId }}
            size="sm"
            label="Take back the planned downgrade"
            pendingText="Taking back…"
          >
            Take back
          </ActionButton>
        )
      }
    >
      {`${planned.by ? `${planned.by} planned` : "It is planned"} to go from ${plans[plan].name} to ${name} when this billing period ends. Until then nothing changes.`}
    </Notice>
  );
}

/** Old events that are announced to be deleted, or deleted every day. */
export function RetentionNotice({
  orgId,
  plan,
  retention,
  mayChange,
}: {
  orgId: number;
  plan: PlanId;
  retention: NonNullable<PlanState["retention"]>;
  mayChange: boolean;
}) {
  const from = runsFrom(retention.announcedAt);
  const kept = monthsInWords(plans[plan].retentionMonths);
  return (
    <Notice
      title={`Events older than ${kept} are deleted from ${formatDay(from, "UTC")} on`}
      actions={
        mayChange && (
          <LinkButton href={paths.plan(orgId)} size="sm">
            Compare plans
          </LinkButton>
        )
      }
    >
      {`The ${plans[plan].name} plan keeps events for ${kept}. What was counted for billing stays.`}
    </Notice>
  );
}
