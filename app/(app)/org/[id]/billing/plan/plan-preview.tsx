import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { formatDay } from "@/components/ui/format";
import { Table, Tbody, Td, Th, Tr } from "@/components/ui/table";
import type { PlanState } from "@/db/queries/billing";
import { countEventsBefore } from "@/db/queries/billing-rounds";
import { getLimitedRoles } from "@/db/queries/plan-impact";
import { getOrgUsage } from "@/db/queries/usage";
import type { OrgActor } from "@/lib/authz/actor";
import { isUpgrade, type PlanId, planHas, plans } from "@/lib/billing/plans";
import { type CostPreview, keepsShorter, previewCost } from "@/lib/billing/preview";
import { expiryAfterNotice } from "@/lib/billing/retention";
import { inMillions, moneyOf } from "@/lib/format";
import type { BillingPeriod } from "@/lib/usage/period";
import { projectCourse } from "@/lib/usage/projection";
import { PlanForm } from "./plan-form";
import { Impact, mostCounted } from "./plan-impact";

type Props = { actor: OrgActor; to: PlanId; state: PlanState; period: BillingPeriod; at: Date };

/** Cost, what is lost or won and for whom, then one button. */
export async function PlanPreview({ actor, to, state, period, at }: Props) {
  const { org } = actor;
  const upgrade = isUpgrade(org.plan, to);
  const losesRoles = planHas(org.plan, "limited_roles") && !planHas(to, "limited_roles");
  const expired = keepsShorter(org.plan, to) ? expiryAfterNotice(to, period.end) : null;
  const [usage, roles, expiring] = await Promise.all([
    getOrgUsage(org.id, period),
    losesRoles ? getLimitedRoles(org.id) : null,
    expired ? countEventsBefore(org.id, expired, mostCounted) : 0,
  ]);
  const { expected } = projectCourse(usage.days, at);
  const cost = previewCost(period, { ...org, changes: state.changes }, to, { expected, at });
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[3fr_2fr]">
      <Impact
        from={org.plan}
        to={to}
        roles={roles}
        expiring={expired ? { count: expiring, before: expired } : null}
        period={period}
      />
      <div className="grid gap-4">
        <CostCard cost={cost} from={org.plan} to={to} expected={expected} period={period} />
        <PlanForm
          orgId={org.id}
          plan={to}
          was={org.plan}
          planned={state.planned?.plan ?? ""}
          upgrade={upgrade}
          label={
            upgrade
              ? `Upgrade to ${plans[to].name} now`
              : `Downgrade to ${plans[to].name} on ${formatDay(period.end, "UTC")}`
          }
          note={
            upgrade
              ? state.planned
                ? "It holds at once, and takes back the planned downgrade."
                : "It holds at once, for everybody."
              : "Until then everything stays, and it can be taken back."
          }
        />
      </div>
    </div>
  );
}

type CostProps = { cost: CostPreview; from: PlanId; to: PlanId; expected: number; period: BillingPeriod };

function CostCard({ cost, from, to, expected, period }: CostProps) {
  const { thisPeriod, nextPeriod } = cost;
  const now = thisPeriod.changed - thisPeriod.stays;
  return (
    <Card>
      <CardHeader
        title="Cost"
        sentence={
          now > 0
            ? `${moneyOf(now)} more on the invoice of ${formatDay(period.end, "UTC")}. Nothing is charged today.`
            : now < 0
              ? `${moneyOf(-now)} less on the invoice of ${formatDay(period.end, "UTC")}: fewer events lie above the allowance.`
              : "Nothing is charged today, and this period costs what it did."
        }
      />
      <Table caption="Cost with the plan of now and with the other one" className="in-card">
        <thead>
          <tr>
            <Th>Period</Th>
            <Th align="right">{plans[from].name}</Th>
            <Th align="right">{plans[to].name}</Th>
          </tr>
        </thead>
        <Tbody>
          <Tr>
            <Td>This period, to its end</Td>
            <Td align="right">{moneyOf(thisPeriod.stays)}</Td>
            <Td align="right">{moneyOf(thisPeriod.changed)}</Td>
          </Tr>
          <Tr>
            <Td>A whole period</Td>
            <Td align="right">{moneyOf(nextPeriod.stays)}</Td>
            <Td align="right">
              <b className="font-semibold">{moneyOf(nextPeriod.changed)}</b>
            </Td>
          </Tr>
        </Tbody>
      </Table>
      <CardBody className="pt-3 text-xs text-ink-3">
        With {inMillions(expected)} events a period, as this one is heading, events above the allowance included.
      </CardBody>
    </Card>
  );
}
