import { redirect } from "next/navigation";
import { AuthCard } from "@/components/layout/auth-card";
import { Button } from "@/components/ui/button";
import { currentUser } from "@/lib/auth/require";
import { paths } from "@/lib/paths";
import { returnPath, type Search } from "../../return-path";

export const metadata = { title: "Sign in again" };

/** The way back into an org whose part of this session was ended or ran out (A5): a new session, begun with a new proof. */
export default async function SignInAgainPage({ searchParams }: { searchParams: Search }) {
  const returnTo = await returnPath(searchParams);
  const actor = await currentUser();
  if (!actor) redirect(paths.signIn(returnTo));
  return (
    <AuthCard
      title="Sign in again"
      sentence={
        <>
          Your session in this organization was ended, or lasted as long as it lets one. You are still signed in as{" "}
          <b>{actor.user.email}</b>, and your other places stay open.
        </>
      }
    >
      <form action={paths.signOut} method="post">
        <input type="hidden" name="return" value={paths.signIn(returnTo)} />
        <Button type="submit" variant="primary" size="lg" className="w-full">
          Sign in again
        </Button>
      </form>
    </AuthCard>
  );
}
