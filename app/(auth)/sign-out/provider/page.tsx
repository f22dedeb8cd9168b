import { redirect } from "next/navigation";
import { AuthCard } from "@/components/layout/auth-card";
import { buttonClass } from "@/components/ui/button";
import { Link } from "@/components/ui/link";
import { carried } from "@/lib/auth/carried";
import { usableConnection } from "@/lib/auth/sso-attempts";
import { paths } from "@/lib/paths";

export const metadata = { title: "Signed out" };

/** S1: signed out here; the session at the identity provider lives on until the person ends it, too. */
export default async function SignedOutPage() {
  const [, connectionId = ""] = (await carried("sso-out")).split(".");
  const connection = connectionId ? await usableConnection(connectionId) : null;
  if (!connection) redirect(paths.signIn());
  return (
    <AuthCard
      title="You are signed out"
      sentence={`${connection.name} still knows you: whoever uses this browser next could come in again through it.`}
      foot={<Link href={paths.signIn()}>Stay signed in there</Link>}
    >
      <a href={`/api/sso/${connection.id}/logout`} className={buttonClass("primary", "lg", "w-full")}>
        Sign out at {connection.name}, too
      </a>
    </AuthCard>
  );
}
