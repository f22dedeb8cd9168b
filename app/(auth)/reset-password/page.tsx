import { AuthCard } from "@/components/layout/auth-card";
import { outsideActor } from "@/lib/auth/actions";
import { carried } from "@/lib/auth/carried";
import { isRuleBroken } from "@/lib/errors";
import { paths } from "@/lib/paths";
import { pendingReset } from "@/lib/users/password-reset";
import { LinkProblem } from "../link-problem";
import { chooseNewPassword } from "./actions";
import { ResetForm } from "./reset-form";

export const metadata = { title: "Choose a new password" };

export default async function ResetPasswordPage() {
  let person: { email: string };
  try {
    person = await pendingReset(await outsideActor(), await carried("reset"));
  } catch (error) {
    if (!isRuleBroken(error)) throw error;
    const next = { href: paths.forgotPassword, label: "Ask for a new link" };
    return <LinkProblem title="This link does not work any more" sentence={error.message} next={next} />;
  }
  return (
    <AuthCard
      title="Choose a new password"
      sentence={
        <>
          For <b>{person.email}</b>. Everybody signed in with this account is signed out.
        </>
      }
    >
      <ResetForm action={chooseNewPassword} email={person.email} />
    </AuthCard>
  );
}
