import { redirect } from "next/navigation";
import { AuthCard } from "@/components/layout/auth-card";
import { SsoButton } from "@/components/layout/sso-button";
import { Link } from "@/components/ui/link";
import { ssoOfEmail } from "@/db/queries/sso-policy";
import { carried } from "@/lib/auth/carried";
import { currentUser, numericId } from "@/lib/auth/require";
import { paths } from "@/lib/paths";
import { PageFlash } from "../../../page-flash";
import { returnPath, type Search } from "../../return-path";

export const metadata = { title: "Single sign-on" };

/**
 * The same page for every address of a domain, with an account or without (A2). With `org`, for somebody signed in whom
 * that org sends to its identity provider.
 */
export default async function SsoPage({ searchParams }: { searchParams: Search }) {
  const returnTo = await returnPath(searchParams);
  const actor = await currentUser();
  const orgId = numericId(String((await searchParams).org ?? ""));
  const sent = actor !== null && orgId !== null;
  const email = sent ? actor.user.email : await carried("email");
  const sso = email ? await ssoOfEmail(email) : null;
  if (!sso || (sent && sso.orgId !== orgId)) redirect(sent ? returnTo : paths.signIn(returnTo));
  const change = "text-xs text-accent hover:underline";
  return (
    <AuthCard
      title="Sign in through your organization"
      sentence={
        <>
          <b>{email}</b>{" "}
          {!sent && (
            <Link href={paths.signIn(returnTo)} className={change}>
              Not you?
            </Link>
          )}
        </>
      }
      foot={
        sent ? (
          <Link href="/">Go back without it</Link>
        ) : (
          <Link href={paths.signInPassword(returnTo)}>Sign in with a password instead</Link>
        )
      }
    >
      <PageFlash />
      <SsoButton href={paths.ssoStart({ returnTo, ...(sent && { orgId }) })} name={sso.name} />
    </AuthCard>
  );
}
