import { redirect } from "next/navigation";
import { AuthCard } from "@/components/layout/auth-card";
import { Link } from "@/components/ui/link";
import { Notice } from "@/components/ui/notice";
import { carried } from "@/lib/auth/carried";
import { isSignedIn } from "@/lib/auth/require";
import { env } from "@/lib/env";
import { paths } from "@/lib/paths";
import { PageFlash } from "../../page-flash";
import { returnPath, type Search } from "../return-path";
import { nameEmail, signInByPasskey } from "./actions";
import { EmailForm } from "./email-form";
import { PasskeySignIn } from "./passkey-sign-in";

export const metadata = { title: "Sign in" };

export default async function SignInPage({ searchParams }: { searchParams: Search }) {
  const returnTo = await returnPath(searchParams);
  if (await isSignedIn()) redirect(returnTo);
  const { error } = await searchParams;
  const open = env().SIGN_UP === "open";
  return (
    <AuthCard
      title="Sign in"
      sentence="Start with your e-mail address."
      foot={
        open ? (
          <>
            New here? <Link href={paths.signUp}>Create an account</Link>
          </>
        ) : (
          "New accounts need an invitation here."
        )
      }
    >
      {error === undefined ? (
        <PageFlash />
      ) : (
        <Notice tone="warn" className="mb-4">
          That sign-in has run out. Sign in again.
        </Notice>
      )}
      <EmailForm action={nameEmail} returnTo={returnTo} email={await carried("email")} />
      <PasskeySignIn action={signInByPasskey} returnTo={returnTo} />
    </AuthCard>
  );
}
