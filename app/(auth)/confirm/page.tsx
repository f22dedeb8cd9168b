import { AuthCard } from "@/components/layout/auth-card";
import { Link } from "@/components/ui/link";
import { requireUser } from "@/lib/auth/require";
import { returnPath, type Search } from "../return-path";
import { confirmIdentity } from "./actions";
import { ConfirmForm } from "./confirm-form";

export const metadata = { title: "Confirm that it is you" };

export default async function ConfirmPage({ searchParams }: { searchParams: Search }) {
  const { user } = await requireUser();
  const returnTo = await returnPath(searchParams);
  return (
    <AuthCard
      title="Confirm that it is you"
      sentence={
        <>
          What you are about to do needs your password again, <b>{user.email}</b>. It holds for 15 minutes.
        </>
      }
      foot={<Link href={returnTo}>Go back without confirming</Link>}
    >
      <ConfirmForm action={confirmIdentity} email={user.email} returnTo={returnTo} />
    </AuthCard>
  );
}
