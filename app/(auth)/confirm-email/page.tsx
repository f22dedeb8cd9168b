import { ActionButton } from "@/components/form/action-button";
import { AuthCard } from "@/components/layout/auth-card";
import { carried } from "@/lib/auth/carried";
import { requireUser } from "@/lib/auth/require";
import { isRuleBroken } from "@/lib/errors";
import { paths } from "@/lib/paths";
import { pendingEmailChange } from "@/lib/users/email-change";
import { PageFlash } from "../../page-flash";
import { LinkProblem } from "../link-problem";
import { confirmNewEmail } from "./actions";

export const metadata = { title: "Confirm your new address" };

/** Opening the link changes nothing; the button does, signed in to the account that asked (C1). */
export default async function ConfirmEmailPage() {
  const actor = await requireUser();
  let pending: { email: string };
  try {
    pending = await pendingEmailChange(actor, await carried("email-change"));
  } catch (error) {
    if (!isRuleBroken(error)) throw error;
    const next = { href: paths.account, label: "Open your account" };
    return <LinkProblem title="This link does not work" sentence={error.message} next={next} />;
  }
  return (
    <AuthCard
      title="Confirm your new address"
      sentence={
        <>
          <b>{pending.email}</b> takes the place of <b>{actor.user.email}</b>. You sign in with it from then on, and
          other devices are signed out.
        </>
      }
      foot="The old address hears of it and can take it back for 7 days."
    >
      <PageFlash />
      <ActionButton action={confirmNewEmail} variant="primary" size="lg" className="grid" pendingText="Confirming…">
        Confirm new address
      </ActionButton>
    </AuthCard>
  );
}
