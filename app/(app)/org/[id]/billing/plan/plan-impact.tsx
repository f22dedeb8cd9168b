import type { ReactNode } from "react";
import { Card, CardHeader, CardSection } from "@/components/ui/card";
import { formatDay, formatNumber } from "@/components/ui/format";
import { Icon } from "@/components/ui/icon";
import type { LimitedRoles } from "@/db/queries/plan-impact";
import { capabilities, capabilityIds } from "@/lib/billing/capabilities";
import { isUpgrade, type PlanId, planHas, plans } from "@/lib/billing/plans";
import { noticeDays, runsFrom } from "@/lib/billing/retention";
import { countOf, inMillions, listOf, moneyOf, monthsInWords } from "@/lib/format";
import type { BillingPeriod } from "@/lib/usage/period";

/** Counting old events stops here. */
export const mostCounted = 100_000;

type Props = {
  from: PlanId;
  to: PlanId;
  roles: LimitedRoles | null;
  expiring: { count: number; before: Date } | null;
  period: BillingPeriod;
};

/** What is lost or won by the other plan, line by line, with numbers and names. */
export function Impact({ from, to, roles, expiring, period }: Props) {
  const won = isUpgrade(from, to);
  const changed = capabilityIds.filter((capability) => planHas(from, capability) !== planHas(to, capability));
  return (
    <Card>
      <CardHeader
        title={won ? "What you win" : "What you lose"}
        sentence={won ? "At once." : `From ${formatDay(period.end, "UTC")} on. Everybody keeps what they were given.`}
      />
      {changed.map((capability) => (
        <Line key={capability} won={won} title={capabilities[capability].label}>
          {won ? capabilities[capability].won : capabilities[capability].lost}
          {capability === "limited_roles" && roles && <RolesThatStay roles={roles} />}
        </Line>
      ))}
      <Line
        won={won}
        title={`${inMillions(plans[to].allowance)} events a period instead of ${inMillions(plans[from].allowance)}`}
      >
        {`Each started million above costs ${moneyOf(plans[to].overagePrice)} instead of ${moneyOf(plans[from].overagePrice)}. Nothing is dropped.`}
      </Line>
      <Line
        won={won}
        title={`Events are kept for ${monthsInWords(plans[to].retentionMonths)} instead of ${monthsInWords(plans[from].retentionMonths)}`}
      >
        {expiring ? retentionSentence(to, expiring, period) : "Older ones that are still there stay that long."}
      </Line>
    </Card>
  );
}

function retentionSentence(to: PlanId, { count }: { count: number }, period: BillingPeriod): string {
  const kept = monthsInWords(plans[to].retentionMonths);
  const from = formatDay(runsFrom(period.end), "UTC");
  if (count === 0) {
    return `Nothing you have will be older than ${kept} by ${from}. A mail comes ${noticeDays} days before anything is deleted.`;
  }
  const counted = count >= mostCounted ? `More than ${formatNumber(mostCounted - 1)} events` : countOf(count, "event");
  return `${counted} will be older than that and deleted, not before ${from}. A mail comes ${noticeDays} days ahead, and an upgrade until then keeps them.`;
}

/** For whom: they keep the role, and nobody else gets it. */
function RolesThatStay({ roles: { people, teams, projects, invitations } }: { roles: LimitedRoles }) {
  const lines = [
    people.total > 0 &&
      `${countOf(people.total, "person keeps it", "people keep it")} as an individual grant: ${listOf(people.names, 6, people.total)}.`,
    teams.total > 0 &&
      `${countOf(teams.total, "team gives", "teams give")} it to who is in: ${listOf(teams.names, 6, teams.total)}. Nobody can be added, and no project, until ${teams.total === 1 ? "its role is" : "their roles are"} Admin or Owner.`,
    projects.total > 0 &&
      `${countOf(projects.total, "project gives", "projects give")} it to all users: ${listOf(projects.names, 6, projects.total)}.`,
    invitations > 0 &&
      `${countOf(invitations, "open invitation offers", "open invitations offer")} it; accepted later, that part falls away.`,
  ].filter((line) => line !== false);
  if (lines.length === 0) return <> Nobody has them now.</>;
  return (
    <ul className="mt-1.5 list-disc pl-4.5">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

function Line({ won, title, children }: { won: boolean; title: string; children: ReactNode }) {
  return (
    <CardSection className="flex gap-3 py-3.5!">
      <Icon name={won ? "plus" : "warn"} className={won ? "mt-0.5 text-good" : "mt-0.5 text-warn"} />
      <div className="min-w-0">
        <h3 className="font-medium">{title}</h3>
        <div className="text-ink-2">{children}</div>
      </div>
    </CardSection>
  );
}
