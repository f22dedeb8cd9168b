import { paths } from "@/lib/paths";
import { LinkProblem } from "../link-problem";

const signIn = { href: paths.signIn(), label: "Sign in" };
type State = "gone" | "unknown" | "replaced" | "expired" | "revoked" | "declined" | "used";

/** Invitation links that cannot be accepted: why, and what to do next. */
export function ClosedLink({ state, orgName, inviter }: { state: State; orgName?: string; inviter?: string | null }) {
  const whom = inviter ? `${inviter} or another owner or admin` : "an owner or admin";
  const org = orgName ?? "the organization";
  const texts: Record<State, { title: string; sentence: string }> = {
    unknown: {
      title: "This invitation link does not work",
      sentence: "It may not be complete. Open it from the e-mail again, or ask whoever invited you for a new one.",
    },
    gone: {
      title: "The organization is gone",
      sentence: `${orgName ?? "The organization"} was deleted, so there is nothing to join. If that was a mistake, an owner of it can restore it for a while; then this link works again.`,
    },
    replaced: {
      title: "There is a newer link",
      sentence: "This link was replaced when the invitation was sent again. Open the one in the latest e-mail.",
    },
    expired: {
      title: "This invitation has expired",
      sentence: `Invitations to ${org} work for 7 days. Ask ${whom} to send it again; that takes one click there.`,
    },
    revoked: {
      title: "This invitation was revoked",
      sentence: `It no longer opens ${org}. If you think that is a mistake, ask ${whom} for a new one.`,
    },
    declined: {
      title: "The invitation is declined",
      sentence: `Nothing was shared with you, and nobody can use this link any more. Changed your mind? Ask ${whom} of ${org} for a new one.`,
    },
    used: {
      title: "This invitation has been accepted",
      sentence: `Sign in with the invited address to open ${org}.`,
    },
  };
  return <LinkProblem {...texts[state]} next={signIn} />;
}
