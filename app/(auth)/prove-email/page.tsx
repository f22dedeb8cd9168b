import { redirect } from "next/navigation";
import { ActionButton } from "@/components/form/action-button";
import { AuthCard } from "@/components/layout/auth-card";
import { requireUser } from "@/lib/auth/require";
import { PageFlash } from "../../page-flash";
import { OutboxLink } from "../outbox-link";
import { returnPath, type Search } from "../return-path";
import { proveEmail, sendCode } from "./actions";
import { CodeForm } from "./code-form";

export const metadata = { title: "Confirm your e-mail address" };

/** For accounts made through a copied invitation link, which proves nothing about the address (I2). */
export default async function ProveEmailPage({ searchParams }: { searchParams: Search }) {
  const { user } = await requireUser();
  const returnTo = await returnPath(searchParams);
  if (user.emailProven) redirect(returnTo);
  return (
    <AuthCard
      title="Confirm your e-mail address"
      sentence={
        <>
          Have a code mailed to <b>{user.email}</b> and enter it here. Until then this account opens one organization
          only, and its password cannot be reset.
        </>
      }
    >
      <PageFlash />
      <div className="grid gap-4">
        <ActionButton action={sendCode} size="lg" className="grid" pendingText="Sending…">
          Send a code
        </ActionButton>
        <CodeForm action={proveEmail} returnTo={returnTo} />
        <OutboxLink />
      </div>
    </AuthCard>
  );
}
