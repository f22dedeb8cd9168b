import { ActionButton } from "@/components/form/action-button";
import { Card, CardBody, CardHeader, CardSection } from "@/components/ui/card";
import { formatDay } from "@/components/ui/format";
import { Tag } from "@/components/ui/tag";
import type { BillingEmail } from "@/db/queries/billing";
import { removeEmail, resendEmail } from "./actions";
import { AddEmailForm } from "./add-email-form";

/** Who else gets invoices and notices; an address counts once its own link was confirmed. */
export function BillingEmails({ orgId, emails, at }: { orgId: number; emails: BillingEmail[]; at: Date }) {
  return (
    <Card id="billing-emails">
      <CardHeader
        title="Billing e-mails"
        count={emails.length || undefined}
        sentence="Owners and billing admins get invoices and usage notices. Add an accounting mailbox or a colleague without an account."
      />
      <CardBody className={emails.length > 0 ? "pb-4!" : undefined}>
        <AddEmailForm orgId={orgId} />
      </CardBody>
      {emails.map((row) => (
        <CardSection key={row.id} className="py-2.5!">
          <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1.5">
            <div className="min-w-0 flex-1 basis-48">
              <p className="font-medium wrap-anywhere">{row.email}</p>
              <p className="text-xs text-ink-3">{stateOf(row, at)}</p>
            </div>
            <div className="flex items-center gap-2">
              {!row.confirmedAt && <Tag tone="warn">{row.expiresAt > at ? "Not confirmed" : "Link has run out"}</Tag>}
              {!row.confirmedAt && (
                <ActionButton
                  action={resendEmail}
                  fields={{ orgId, billingEmailId: row.id }}
                  size="sm"
                  label={`Resend the link to ${row.email}`}
                  pendingText="Sending…"
                >
                  Resend
                </ActionButton>
              )}
              <ActionButton
                action={removeEmail}
                fields={{ orgId, billingEmailId: row.id }}
                size="sm"
                variant="ghost"
                label={`Remove ${row.email}`}
                pendingText="Removing…"
              >
                Remove
              </ActionButton>
            </div>
          </div>
        </CardSection>
      ))}
    </Card>
  );
}

function stateOf({ confirmedAt, sentAt, expiresAt, addedBy }: BillingEmail, at: Date): string {
  const by = addedBy ? ` · added by ${addedBy}` : "";
  if (confirmedAt) return `Confirmed ${formatDay(confirmedAt, "UTC")}${by}`;
  const until =
    expiresAt > at ? `works until ${formatDay(expiresAt, "UTC")}` : "gets nothing until a new one is confirmed";
  return `Link sent ${formatDay(sentAt, "UTC")}, ${until}${by}`;
}
