import { ActionButton } from "@/components/form/action-button";
import { AuthCard } from "@/components/layout/auth-card";
import { pendingUnsubscription, type Unsubscribing } from "@/lib/alerts/unsubscribing";
import { outsideActor } from "@/lib/auth/actions";
import { carried } from "@/lib/auth/carried";
import { isRuleBroken } from "@/lib/errors";
import { PageFlash } from "../../page-flash";
import { leaveByLink, takeBack } from "./actions";

export const metadata = { title: "Unsubscribe" };

/** Opening the link changes nothing; the button does, signed in or not, and the same page takes it back. */
export default async function UnsubscribePage() {
  let alert: Unsubscribing;
  try {
    alert = await pendingUnsubscription(await outsideActor(), await carried("unsubscribe"));
  } catch (error) {
    if (!isRuleBroken(error)) throw error;
    return (
      <AuthCard
        title="This link does not work"
        sentence={error.message}
        foot="Alerts stand in your account settings."
      />
    );
  }
  const { when, reportName, projectName, orgName, ended } = alert;
  const what = (
    <>
      <b dir="auto">{reportName}</b> of {projectName} ({orgName}), {lower(when)}
    </>
  );
  return (
    <AuthCard
      title={ended ? "You are unsubscribed" : "Unsubscribe"}
      sentence={ended ? <>Nothing is sent any more of {what}.</> : <>You get an alert: {what}.</>}
      foot={ended ? "You can close this page." : "Other alerts and mails about your account are not touched."}
    >
      <PageFlash />
      {ended ? (
        <ActionButton action={takeBack} size="lg" className="grid" pendingText="Subscribing…">
          Subscribe again
        </ActionButton>
      ) : (
        <ActionButton action={leaveByLink} variant="primary" size="lg" className="grid" pendingText="Unsubscribing…">
          Unsubscribe
        </ActionButton>
      )}
    </AuthCard>
  );
}

function lower(text: string): string {
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}
