import { ActionButton } from "@/components/form/action-button";
import { AuthCard } from "@/components/layout/auth-card";
import { outsideActor } from "@/lib/auth/actions";
import { carried } from "@/lib/auth/carried";
import { type PendingBillingEmail, pendingBillingEmail } from "@/lib/billing/billing-emails";
import { isRuleBroken } from "@/lib/errors";
import { PageFlash } from "../../page-flash";
import { confirmAddress } from "./actions";

export const metadata = { title: "Billing e-mails" };

/** Opening the link changes nothing; the button does. Whoever reads the mailbox needs no account. */
export default async function BillingEmailPage() {
  let pending: PendingBillingEmail;
  try {
    pending = await pendingBillingEmail(await outsideActor(), await carried("billing-email"));
  } catch (error) {
    if (!isRuleBroken(error)) throw error;
    const done = error.code === "link_used";
    return (
      <AuthCard
        title={done ? "The address is confirmed" : "This link does not work"}
        sentence={error.message}
        foot={done ? "You can close this page." : "A link works for seven days and until a newer one is sent."}
      />
    );
  }
  return (
    <AuthCard
      title="Get the billing e-mails"
      sentence={
        <>
          Invoices and usage notices of <b>{pending.orgName}</b> are to be sent to <b>{pending.email}</b>. It makes no
          account and gives no access.
        </>
      }
      foot="You do not know them? Close this page; nothing is sent then."
    >
      <PageFlash />
      <ActionButton action={confirmAddress} variant="primary" size="lg" className="grid" pendingText="Confirming…">
        Confirm address
      </ActionButton>
    </AuthCard>
  );
}
