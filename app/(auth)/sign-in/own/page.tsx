import { redirect } from "next/navigation";
import { ActionButton } from "@/components/form/action-button";
import { AuthCard } from "@/components/layout/auth-card";
import { LinkButton } from "@/components/ui/button";
import { Link } from "@/components/ui/link";
import { Notice } from "@/components/ui/notice";
import { listMyOrgs } from "@/db/queries/orgs";
import { mustUseSso } from "@/db/queries/sso-policy";
import { currentUser } from "@/lib/auth/require";
import { listOf } from "@/lib/format";
import { paths } from "@/lib/paths";
import { hasOwnProof } from "@/lib/two-factor/factors";
import { PageFlash } from "../../../page-flash";
import { returnPath, type Search } from "../../return-path";
import { signInByPasskey } from "../actions";
import { PasskeySignIn } from "../passkey-sign-in";
import { toPassword, toReset } from "./actions";

export const metadata = { title: "Show that it is you" };

/** S2: what single sign-on of one org showed opens that org alone; the rest wants the person's own proof beside it. */
export default async function OwnProofPage({ searchParams }: { searchParams: Search }) {
  const returnTo = await returnPath(searchParams);
  const actor = await currentUser();
  if (!actor) redirect(paths.signIn(returnTo));
  if (hasOwnProof(actor)) redirect(returnTo);
  const [orgs, bound] = await Promise.all([listMyOrgs(actor), mustUseSso(actor.user.id)]);
  const names = listOf(orgs.map(({ name }) => name));
  const { email } = actor.user;
  return (
    <AuthCard
      title="Show that it is you"
      sentence={
        <>
          You came in through the single sign-on of {names || "an organization"}, which opens nothing else. What you
          asked for is yours, <b>{email}</b>: it wants your own password or passkey, too.
        </>
      }
      foot={<Link href="/">Go back to {names || "where single sign-on opens"}</Link>}
    >
      <PageFlash />
      {bound ? (
        // Whatever they showed would be refused like a wrong password (S3).
        <>
          <Notice tone="warn" className="mb-4" title="Single sign-on is required of you">
            {names || "Your organization"} has everybody with your address come in through it alone, so that no password
            or passkey is taken. Ask an owner or admin there about your account.
          </Notice>
          <LinkButton href="/" size="lg" className="w-full">
            Go back
          </LinkButton>
        </>
      ) : (
        <>
          <ActionButton action={toPassword} fields={{ returnTo }} variant="primary" size="lg" className="grid">
            Sign in with a password
          </ActionButton>
          <PasskeySignIn action={signInByPasskey} returnTo={returnTo} />
          <ActionButton action={toReset} variant="ghost" size="lg" className="mt-2 grid">
            Mail me a link to set a password
          </ActionButton>
        </>
      )}
    </AuthCard>
  );
}
