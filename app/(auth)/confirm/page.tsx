import { notFound } from "next/navigation";
import { ActionButton } from "@/components/form/action-button";
import { AuthCard } from "@/components/layout/auth-card";
import { buttonClass } from "@/components/ui/button";
import { Link } from "@/components/ui/link";
import { getFactors } from "@/db/queries/two-factor";
import { requireUser } from "@/lib/auth/require";
import { textCodeWaits } from "@/lib/auth/text-codes";
import { paths } from "@/lib/paths";
import { maskedPhone, mayConfirmByProvider, strongestOf } from "@/lib/two-factor/factors";
import { PageFlash } from "../../page-flash";
import { OutboxLink } from "../outbox-link";
import { returnPath, type Search } from "../return-path";
import { textCode } from "./actions";
import { CodeConfirm, PasskeyConfirm, PasswordConfirm } from "./confirm-form";

export const metadata = { title: "Confirm that it is you" };

/** A6: the strongest factor of the person; a recovery code for whoever does not have it at hand. */
export default async function ConfirmPage({ searchParams }: { searchParams: Search }) {
  const { user, session } = await requireUser({ throughSso: true });
  const returnTo = await returnPath(searchParams);
  const factors = await getFactors(user.id);
  if (!factors) notFound();
  const strongest = strongestOf(factors);
  const byRecoveryCode = strongest && (await searchParams).by === "recovery_code" && factors.recoveryCodes > 0;
  const kind = byRecoveryCode ? "recovery_code" : strongest;
  const throughSso = mayConfirmByProvider(session.methods, factors);
  const waits = kind === "text" && (await textCodeWaits(session.id));
  return (
    <AuthCard
      title="Confirm that it is you"
      sentence={
        <>
          What you are about to do needs {throughSso ? "your organization's sign-in" : needed[kind ?? "password"]}{" "}
          again, <b>{user.email}</b>. It holds for 15 minutes.
        </>
      }
      foot={
        <>
          {kind && kind !== "recovery_code" && factors.recoveryCodes > 0 && (
            <p className="mb-2">
              <Link href={`${paths.confirm(returnTo)}${returnTo === "/" ? "?" : "&"}by=recovery_code`}>
                Use a recovery code
              </Link>
            </p>
          )}
          <Link href={returnTo}>Go back without confirming</Link>
        </>
      }
    >
      <PageFlash />
      {throughSso && (
        <a href={paths.ssoConfirm(returnTo)} className={buttonClass("primary", "lg", "w-full")}>
          Sign in there again
        </a>
      )}
      {!kind && !throughSso && <PasswordConfirm email={user.email} returnTo={returnTo} />}
      {kind === "passkey" && <PasskeyConfirm returnTo={returnTo} />}
      {kind === "text" && (
        <div className="grid gap-4">
          {waits && <CodeConfirm kind="text" returnTo={returnTo} withPassword={factors.hasPassword} />}
          <ActionButton
            action={textCode}
            size="lg"
            variant={waits ? "secondary" : "primary"}
            className="grid"
            pendingText="Sending…"
          >
            {waits ? "Text a new code" : `Text a code to ${maskedPhone(factors.textTo ?? "")}`}
          </ActionButton>
          <OutboxLink />
        </div>
      )}
      {(kind === "totp" || kind === "recovery_code") && <CodeConfirm kind={kind} returnTo={returnTo} />}
    </AuthCard>
  );
}

const needed = {
  password: "your password",
  passkey: "your passkey",
  totp: "a code from your app",
  text: "your password and a code by text message",
  recovery_code: "one of your recovery codes",
};
