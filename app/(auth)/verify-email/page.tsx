import { AuthCard } from "@/components/layout/auth-card";
import { outsideActor } from "@/lib/auth/actions";
import { carried } from "@/lib/auth/carried";
import { browserHash } from "@/lib/auth/cookies";
import { isRuleBroken } from "@/lib/errors";
import { paths } from "@/lib/paths";
import { type PendingSignUp, pendingSignUp } from "@/lib/users/sign-up";
import { LinkProblem } from "../link-problem";
import { confirmAddress } from "./actions";
import { VerifyForm } from "./verify-form";

export const metadata = { title: "Confirm your e-mail address" };

/** Opening the link changes nothing; the button does. */
export default async function VerifyEmailPage() {
  let pending: PendingSignUp;
  try {
    pending = await pendingSignUp(await outsideActor(), await carried("verify"), await browserHash());
  } catch (error) {
    if (!isRuleBroken(error)) throw error;
    const used = error.code === "link_used";
    return (
      <LinkProblem
        title={used ? "This link has been used" : "This link does not work"}
        sentence={error.message}
        next={used ? { href: paths.signIn(), label: "Sign in" } : { href: paths.signUp, label: "Sign up again" }}
      />
    );
  }
  return (
    <AuthCard
      title="Confirm your e-mail address"
      sentence={
        <>
          <b>{pending.email}</b> signed up for the organization <b>{pending.orgName}</b>. Confirming makes the account
          and the organization.
        </>
      }
      foot="It was not you? Close this page; nothing is made then."
    >
      <VerifyForm action={confirmAddress} email={pending.email} askPassword={pending.needsPassword} />
    </AuthCard>
  );
}
