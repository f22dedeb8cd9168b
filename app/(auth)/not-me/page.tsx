import { ActionButton } from "@/components/form/action-button";
import { AuthCard } from "@/components/layout/auth-card";
import { Fact, Facts } from "@/components/ui/card";
import { Time } from "@/components/ui/time";
import { outsideActor } from "@/lib/auth/actions";
import { carried } from "@/lib/auth/carried";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import { now } from "@/lib/clock";
import { deviceName } from "@/lib/device";
import { isRuleBroken } from "@/lib/errors";
import { paths } from "@/lib/paths";
import { securityKinds } from "@/lib/users/security-kinds";
import { type OpenNotice, openNotice } from "@/lib/users/security-notices";
import { PageFlash } from "../../page-flash";
import { LinkProblem } from "../link-problem";
import { closeAccount } from "./actions";

export const metadata = { title: "This was not me" };

/** What the mail was about, and a button that closes the account to whoever did it. Opening it changes nothing. */
export default async function NotMePage() {
  let notice: OpenNotice;
  try {
    notice = await openNotice(await outsideActor(), await carried("not-me"));
  } catch (error) {
    if (!isRuleBroken(error)) throw error;
    const next = { href: paths.forgotPassword, label: "Set a new password" };
    return <LinkProblem title="This link does not work any more" sentence={error.message} next={next} />;
  }
  const undoes = notice.kind === "email_changed";
  return (
    <AuthCard
      title={undoes ? "Take the change back" : "This was not me"}
      sentence={`${securityKinds[notice.kind].subject}.`}
      foot="It was you? Close this page; nothing changes."
    >
      <PageFlash />
      <Facts className="-mx-5">
        <Fact label="When">
          <Time at={notice.at} timeZone={await viewerTimezone()} relative now={now()} />
        </Fact>
        <Fact label="Device">{deviceName(notice.agent)}</Fact>
        <Fact label="Address">{notice.ip ?? "unknown"}</Fact>
      </Facts>
      <ul className="mt-2 mb-5 list-disc pl-5 text-ink-2">
        {undoes && (
          <li>
            The account gets its address back: <b>{notice.email}</b>
          </li>
        )}
        <li>Every session ends, on all devices</li>
        <li>The password works no more; a link for a new one is mailed to you</li>
        <li>No device is trusted any more</li>
        <li>
          What was set up since then to prove that it is you goes, too, if you signed in in this browser before. Else it
          stays, as a mailbox alone must not open an account; an owner or admin of your organization can reset it
        </li>
        <li>Tokens for the GDPR API are revoked, and changes that wait are cancelled</li>
      </ul>
      <ActionButton action={closeAccount} variant="danger" size="lg" className="grid" pendingText="Closing…">
        {undoes ? "Take it back and end all sessions" : "End all sessions"}
      </ActionButton>
    </AuthCard>
  );
}
