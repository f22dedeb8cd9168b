import { LinkButton } from "@/components/ui/button";
import { Card, CardHeader, CardSection, Fact, Facts } from "@/components/ui/card";
import { formatDay } from "@/components/ui/format";
import { Tag } from "@/components/ui/tag";
import type { PlanState } from "@/db/queries/billing";
import { type PlanId, plans } from "@/lib/billing/plans";
import { runsFrom } from "@/lib/billing/retention";
import { countOf, monthsInWords } from "@/lib/format";
import { paths } from "@/lib/paths";

type Props = { orgId: number; plan: PlanId; state: PlanState; periodEnd: Date; managesBilling: boolean };

/** O1: the plan for every role; what can be done about it for whoever manages billing. */
export function PlanCard({ orgId, plan, state, periodEnd, managesBilling }: Props) {
  const { name, retentionMonths } = plans[plan];
  return (
    <Card>
      <CardHeader title="Plan" />
      <Facts>
        <Fact label="Plan">
          <Tag tone="accent">{name}</Tag>
        </Fact>
        <Fact label="Next period begins">{formatDay(periodEnd, "UTC")}</Fact>
        <Fact label="Data kept">{monthsInWords(retentionMonths)}</Fact>
        {state.retention && (
          <Fact label="Older data is deleted from">{formatDay(runsFrom(state.retention.announcedAt), "UTC")}</Fact>
        )}
      </Facts>
      {managesBilling && (
        <>
          <div className="flex flex-wrap gap-2 px-5 pb-4">
            <LinkButton href={paths.plan(orgId)}>Change plan</LinkButton>
            <LinkButton href={paths.billing(orgId)}>Billing details and invoices</LinkButton>
          </div>
          <BillingEmailsPart orgId={orgId} emails={state.emails} />
        </>
      )}
    </Card>
  );
}

function BillingEmailsPart({ orgId, emails: { first, total } }: { orgId: number; emails: PlanState["emails"] }) {
  return (
    <CardSection className="pt-3.5!">
      <h2>Billing e-mails</h2>
      {first.length === 0 ? (
        <p className="text-ink-2">Invoices go to owners and billing admins.</p>
      ) : (
        <dl className="mt-0.5">
          {first.map(({ email, confirmed }) => (
            <Fact key={email} label={<span className="text-ink wrap-anywhere">{email}</span>}>
              {confirmed ? <span className="text-ink-2">Gets invoices</span> : <Tag tone="warn">Not confirmed</Tag>}
            </Fact>
          ))}
        </dl>
      )}
      {total > first.length && (
        <p className="text-ink-3">{countOf(total - first.length, "more address", "more addresses")}</p>
      )}
      <div className="mt-2">
        <LinkButton href={`${paths.billing(orgId)}#billing-emails`} size="sm">
          Add a billing e-mail
        </LinkButton>
      </div>
    </CardSection>
  );
}
