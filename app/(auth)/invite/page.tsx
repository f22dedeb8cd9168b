import type { ReactNode } from "react";
import { ActionButton } from "@/components/form/action-button";
import { AuthCard } from "@/components/layout/auth-card";
import { SsoButton } from "@/components/layout/sso-button";
import { Button, LinkButton } from "@/components/ui/button";
import { Link } from "@/components/ui/link";
import { ssoOfEmail } from "@/db/queries/sso-policy";
import { carried } from "@/lib/auth/carried";
import { currentOrgActor, currentUser } from "@/lib/auth/require";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import { readInvitationLink } from "@/lib/invitations/link";
import { paths } from "@/lib/paths";
import { PageFlash } from "../../page-flash";
import { acceptAsMyself, decline, joinAsNew } from "./actions";
import { ClosedLink } from "./closed-link";
import { InvitationSentence } from "./invitation-sentence";
import { JoinForm } from "./join-form";

export const metadata = { title: "Invitation" };

/** Shows who invites whom to what; only its buttons change anything (I2). */
export default async function InvitePage() {
  const [link, actor] = await Promise.all([carried("invite").then(readInvitationLink), currentUser()]);
  if (link.state === "unknown" || link.state === "replaced") return <ClosedLink state={link.state} />;
  const { state, invitation } = link;
  const { orgId, orgName, email, inviterName } = invitation;
  const isMember = actor?.user.email === email && (await currentOrgActor(orgId)) !== null;
  if (isMember) return <AlreadyMember orgId={orgId} orgName={orgName} open={state === "open"} />;
  if (state !== "open") return <ClosedLink state={state} orgName={orgName} inviter={inviterName} />;
  if (actor && actor.user.email !== email)
    return <SomeoneElse invited={email} signedIn={actor.user.email} orgName={orgName} />;
  const sso = await ssoOfEmail(email);
  const throughSso = !actor && sso?.orgId === orgId && sso.stage === "required" ? sso : null;
  return (
    <AuthCard
      title={`Join ${orgName}`}
      sentence={<InvitationSentence {...invitation} timeZone={await viewerTimezone()} />}
      foot={!actor && !throughSso && <HaveAccount />}
    >
      <PageFlash />
      {throughSso && (
        <SsoButton href={paths.ssoStart({ returnTo: paths.org(orgId), invited: true })} name={throughSso.name} />
      )}
      {actor && <Accept>Join organization</Accept>}
      {!actor && !throughSso && <JoinForm action={joinAsNew} email={email} />}
      <ActionButton action={decline} variant="ghost" size="lg" className="mt-2 grid" pendingText="Declining…">
        Decline
      </ActionButton>
    </AuthCard>
  );
}

function Accept({ children }: { children: ReactNode }) {
  return (
    <ActionButton action={acceptAsMyself} variant="primary" size="lg" className="grid" pendingText="Joining…">
      {children}
    </ActionButton>
  );
}

function HaveAccount() {
  return (
    <>
      Have an account? <Link href={paths.signIn(paths.invitationLink)}>Sign in</Link>
    </>
  );
}

function AlreadyMember({ orgId, orgName, open }: { orgId: number; orgName: string; open: boolean }) {
  return (
    <AuthCard
      title={`You are a member of ${orgName}`}
      sentence={
        open
          ? "The invitation is still open: what it gives is added to what you have, and takes nothing away."
          : "The invitation has done its work. There is nothing more to accept."
      }
    >
      <PageFlash />
      <div className="grid gap-2">
        {open && <Accept>Add what it gives</Accept>}
        <LinkButton href={paths.org(orgId)} variant={open ? "secondary" : "primary"} size="lg" className="w-full">
          Open organization
        </LinkButton>
      </div>
    </AuthCard>
  );
}

function SomeoneElse({ invited, signedIn, orgName }: { invited: string; signedIn: string; orgName: string }) {
  return (
    <AuthCard
      title="This invitation is for another address"
      sentence={
        <>
          You are signed in as <b>{signedIn}</b>; <b>{invited}</b> is invited to {orgName}. Switching signs you out here
          and comes back to the invitation.
        </>
      }
      foot={<Link href="/">Stay signed in as {signedIn}</Link>}
    >
      <form method="post" action={paths.signOut} className="grid">
        <input type="hidden" name="return" value={paths.invitationLink} />
        <Button type="submit" variant="primary" size="lg">
          Switch account
        </Button>
      </form>
    </AuthCard>
  );
}
