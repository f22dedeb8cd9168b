import { redirect } from "next/navigation";
import { AuthCard } from "@/components/layout/auth-card";
import { LinkButton } from "@/components/ui/button";
import { Link } from "@/components/ui/link";
import { currentUser } from "@/lib/auth/require";
import { paths } from "@/lib/paths";
import { hasOwnProof } from "@/lib/two-factor/factors";
import { PageFlash } from "../../../page-flash";
import { returnPath, type Search } from "../../return-path";
import { signInByPasskey } from "../actions";
import { PasskeySignIn } from "../passkey-sign-in";

export const metadata = { title: "Show that it is you" };

/** S2: what single sign-on of one org showed opens that org alone; the rest wants the person's own proof beside it. */
export default async function OwnProofPage({ searchParams }: { searchParams: Search }) {
  const returnTo = await returnPath(searchParams);
  const actor = await currentUser();
  if (!actor) redirect(paths.signIn(returnTo));
  if (hasOwnProof(actor)) redirect(returnTo);
  return (
    <AuthCard
      title="Show that it is you"
      sentence={
        <>
          You came in through an organization's single sign-on, which opens that organization alone. What you asked for
          is yours, <b>{actor.user.email}</b>: it wants your own password or passkey, too.
        </>
      }
      foot={
        <>
          No password yet? <Link href={paths.forgotPassword}>Have a link mailed to set one</Link>
        </>
      }
    >
      <PageFlash />
      <LinkButton href={paths.signIn(returnTo)} variant="primary" size="lg" className="w-full">
        Sign in with a password
      </LinkButton>
      <PasskeySignIn action={signInByPasskey} returnTo={returnTo} />
      <p className="mt-4 text-center text-xs text-ink-3">
        <Link href="/">Go back to where single sign-on opens</Link>
      </p>
    </AuthCard>
  );
}
