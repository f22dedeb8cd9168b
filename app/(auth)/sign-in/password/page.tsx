import { redirect } from "next/navigation";
import { AuthCard } from "@/components/layout/auth-card";
import { SsoButton } from "@/components/layout/sso-button";
import { ssoOfEmail } from "@/db/queries/sso-policy";
import { carried } from "@/lib/auth/carried";
import { isSignedIn } from "@/lib/auth/require";
import { paths } from "@/lib/paths";
import { returnPath, type Search } from "../../return-path";
import { signInByPasskey } from "../actions";
import { PasskeySignIn } from "../passkey-sign-in";
import { signIn } from "./actions";
import { PasswordForm } from "./password-form";

export const metadata = { title: "Enter your password" };

/** The same page for every address, with an account or without. */
export default async function PasswordPage({ searchParams }: { searchParams: Search }) {
  const returnTo = await returnPath(searchParams);
  if (await isSignedIn()) redirect(returnTo);
  const email = await carried("email");
  if (!email) redirect(paths.signIn(returnTo));
  const sso = await ssoOfEmail(email);
  return (
    <AuthCard title="Enter your password">
      {sso?.stage === "optional" && (
        <div className="mb-5 border-line border-b pb-5">
          <SsoButton href={paths.ssoStart({ returnTo })} name={sso.name} variant="secondary" />
        </div>
      )}
      <PasswordForm
        action={signIn}
        email={email}
        returnTo={returnTo}
        otherHref={paths.signIn(returnTo)}
        forgotHref={paths.forgotPassword}
      />
      <PasskeySignIn action={signInByPasskey} returnTo={returnTo} />
    </AuthCard>
  );
}
