import { redirect } from "next/navigation";
import { AuthCard } from "@/components/layout/auth-card";
import { Link } from "@/components/ui/link";
import { currentUser } from "@/lib/auth/require";
import { env } from "@/lib/env";
import { paths } from "@/lib/paths";
import { LinkProblem } from "../link-problem";
import { askToSignUp } from "./actions";
import { SignUpForm } from "./sign-up-form";

export const metadata = { title: "Sign up" };

export default async function SignUpPage() {
  if (await currentUser()) redirect(paths.newOrg);
  if (env().SIGN_UP === "invited") {
    return (
      <LinkProblem
        title="You need an invitation"
        sentence="New accounts are made by invitation here. Ask an owner or admin of your organization to invite your e-mail address; the link they send you opens everything."
        next={{ href: paths.signIn(), label: "Sign in" }}
      />
    );
  }
  return (
    <AuthCard
      title="Sign up"
      sentence="An account for you and an organization for everybody you work with."
      foot={
        <>
          Have an account? <Link href={paths.signIn()}>Sign in</Link>
        </>
      }
    >
      <SignUpForm action={askToSignUp} />
    </AuthCard>
  );
}
