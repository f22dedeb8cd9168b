import { ActionButton } from "@/components/form/action-button";
import { AuthCard } from "@/components/layout/auth-card";
import { Link } from "@/components/ui/link";
import { carried } from "@/lib/auth/carried";
import { paths } from "@/lib/paths";
import { PageFlash } from "../../../page-flash";
import { LinkProblem } from "../../link-problem";
import { letBrowserSignIn } from "./actions";

export const metadata = { title: "Let this browser sign in" };

export default async function BrowserPage() {
  const back = { href: paths.signIn(), label: "Sign in" };
  if (!(await carried("browser-link"))) {
    return <LinkProblem title="No link here" sentence="Open the link in the e-mail again." next={back} />;
  }
  return (
    <AuthCard
      title="Let this browser sign in"
      sentence="Many wrong passwords were tried on your account, so new browsers need this step. Your password is asked for afterwards, as always."
      foot={
        <>
          You did not ask for this? Close the page, and <Link href={paths.forgotPassword}>choose a new password</Link>{" "}
          if yours may be known.
        </>
      }
    >
      <PageFlash />
      <ActionButton action={letBrowserSignIn} variant="primary" size="lg" className="grid" pendingText="One moment…">
        Let this browser sign in
      </ActionButton>
    </AuthCard>
  );
}
