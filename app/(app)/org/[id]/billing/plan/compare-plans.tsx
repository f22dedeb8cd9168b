import { LinkButton } from "@/components/ui/button";
import { cx } from "@/components/ui/cx";
import { formatDay } from "@/components/ui/format";
import { Icon } from "@/components/ui/icon";
import { Tag } from "@/components/ui/tag";
import type { PlanState } from "@/db/queries/billing";
import { capabilities, capabilityIds } from "@/lib/billing/capabilities";
import { isUpgrade, type Plan, type PlanId, planHas, planIds, plans } from "@/lib/billing/plans";
import { inMillions, moneyOf, monthsInWords } from "@/lib/format";
import { paths } from "@/lib/paths";

type Props = { orgId: number; held: PlanId; planned: PlanState["planned"] };

/** The plans side by side, from the data that enforces them (R7). Rows stand at the same height in each. */
export function ComparePlans({ orgId, held, planned }: Props) {
  return (
    <div className="grid gap-4 lg:grid-cols-3">
      {planIds.map((id) => (
        <PlanColumn key={id} orgId={orgId} plan={plans[id]} held={held} planned={planned} />
      ))}
    </div>
  );
}

function PlanColumn({ orgId, plan, held, planned }: Props & { plan: Plan }) {
  const isHeld = plan.id === held;
  const isPlanned = planned?.plan === plan.id;
  const isNext = planIds.indexOf(plan.id) === planIds.indexOf(held) + 1;
  return (
    <section
      className={cx(
        "flex flex-col rounded-lg border bg-panel px-5 py-5",
        isHeld ? "border-accent shadow-[0_0_0_1px_var(--accent)]" : "border-line",
      )}
    >
      <div className="flex items-center justify-between gap-2">
        <h2 className="text-base">{plan.name}</h2>
        {isHeld && <Tag tone="accent">Your plan</Tag>}
        {isPlanned && planned && <Tag tone="warn">From {formatDay(planned.at, "UTC")}</Tag>}
      </div>
      <p className="text-ink-2">{plan.sentence}</p>
      <p className="mt-4 flex items-baseline gap-1.5">
        <span className="text-[28px]/9 font-semibold tracking-tight tabular">
          {moneyOf(plan.price).replace(/\.00$/, "")}
        </span>
        <span className="text-ink-2">a month</span>
      </p>
      <div className="mt-4">
        {isHeld ? (
          <p className="flex min-h-8 items-center text-ink-2">
            {planned ? `Until ${formatDay(new Date(planned.at.getTime() - 1), "UTC")}` : "What you have now"}
          </p>
        ) : isPlanned ? (
          <p className="flex min-h-8 items-center text-ink-2">Planned</p>
        ) : (
          <LinkButton
            href={`${paths.plan(orgId)}?plan=${plan.id}`}
            variant={isNext ? "primary" : "secondary"}
            className="w-full"
          >
            {isUpgrade(held, plan.id) ? `Upgrade to ${plan.name}…` : `Downgrade to ${plan.name}…`}
          </LinkButton>
        )}
      </div>
      <dl className="mt-4 grid border-t border-line pt-2">
        <Row label="Events a month">{inMillions(plan.allowance)}</Row>
        <Row label="Each started million above">{moneyOf(plan.overagePrice).replace(/\.00$/, "")}</Row>
        <Row label="Events are kept for">{monthsInWords(plan.retentionMonths)}</Row>
        <Row label="People, teams and projects">Any number</Row>
        <Row label="Project roles Owner and Admin">
          <Has />
        </Row>
        {capabilityIds.map((capability) => (
          <Row key={capability} label={capabilities[capability].label.replace("The project", "Project")}>
            {planHas(plan.id, capability) ? <Has /> : <HasNot />}
          </Row>
        ))}
      </dl>
    </section>
  );
}

function Row({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div className="flex min-h-9 items-center justify-between gap-4 border-line py-1.5 not-last:border-b">
      <dt className="text-ink-2">{label}</dt>
      <dd className="shrink-0 text-right tabular">{children}</dd>
    </div>
  );
}

function Has() {
  return (
    <span className="text-good">
      <Icon name="check" label="Included" />
    </span>
  );
}

function HasNot() {
  return (
    <span className="text-ink-3">
      <span aria-hidden="true">–</span>
      <span className="sr-only">Not included</span>
    </span>
  );
}
