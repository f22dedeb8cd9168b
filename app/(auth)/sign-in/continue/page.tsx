import { redirect } from "next/navigation";
import { AuthCard } from "@/components/layout/auth-card";
import { Button } from "@/components/ui/button";
import { csrfToken, hasTicket } from "@/lib/auth/finish-sign-in";
import { currentUser } from "@/lib/auth/require";
import { appUrl } from "@/lib/links";
import { paths } from "@/lib/paths";
import { LinkProblem } from "../../link-problem";
import { returnPath, type Search } from "../../return-path";
import { AutoSubmit } from "./auto-submit";

export const metadata = { title: "Signing in" };

/** Posts the ticket of a finished sign-in to the one provider that turns it into a session. */
export default async function ContinuePage({ searchParams }: { searchParams: Search }) {
  const returnTo = await returnPath(searchParams);
  const token = (await hasTicket()) ? await csrfToken() : null;
  if (!token) {
    if (await currentUser()) redirect(returnTo);
    return (
      <LinkProblem
        title="That sign-in has run out"
        sentence="It has to be finished within a minute, in the browser it was begun in. Nothing else happened."
        next={{ href: paths.signIn(returnTo), label: "Sign in again" }}
      />
    );
  }
  return (
    <AuthCard title="You are signed in" sentence="The page you came for opens now. Press Continue if it does not.">
      <AutoSubmit action="/api/auth/callback/credentials">
        <input type="hidden" name="csrfToken" value={token} />
        <input type="hidden" name="callbackUrl" value={appUrl(returnTo)} />
        <Button type="submit" variant="primary" size="lg" className="w-full">
          Continue
        </Button>
      </AutoSubmit>
    </AuthCard>
  );
}
