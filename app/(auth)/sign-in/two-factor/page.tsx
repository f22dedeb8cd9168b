import { redirect } from "next/navigation";
import { ActionButton } from "@/components/form/action-button";
import { AuthCard } from "@/components/layout/auth-card";
import { Link } from "@/components/ui/link";
import { getFactors, mayTrustDevices } from "@/db/queries/two-factor";
import { halfSignInHere } from "@/lib/auth/half-sign-in";
import { currentUser } from "@/lib/auth/require";
import { textCodeWaits } from "@/lib/auth/text-codes";
import { paths } from "@/lib/paths";
import { choicesOf, type FactorKind, factorNames, maskedPhone } from "@/lib/two-factor/factors";
import { PageFlash } from "../../../page-flash";
import { LinkProblem } from "../../link-problem";
import { OutboxLink } from "../../outbox-link";
import type { Search } from "../../return-path";
import { textCode } from "./actions";
import { CodeForm, PasskeyFactor } from "./factor-form";

export const metadata = { title: "Two-factor authentication" };

/** The second half of a sign-in: one factor of the person's choice, the one used last first. */
export default async function SecondFactorPage({ searchParams }: { searchParams: Search }) {
  const half = await halfSignInHere();
  if (!half) {
    if (await currentUser()) redirect("/");
    return (
      <LinkProblem
        title="That sign-in has run out"
        sentence="The second step has to be done within 10 minutes, in the browser it was begun in. Nothing else happened."
        next={{ href: paths.signIn(), label: "Sign in again" }}
      />
    );
  }
  const [factors, trusting] = await Promise.all([getFactors(half.userId), mayTrustDevices(half.userId)]);
  const choices = factors ? choicesOf(factors) : [];
  const { by } = await searchParams;
  const kind =
    choices.find((choice) => choice === by) ?? choices.find((choice) => choice === factors?.last) ?? choices[0];
  if (!factors || !kind) redirect(paths.signIn());
  const trust = {
    offered: trusting !== "none",
    hint: trusting === "some" ? "An organization of yours asks for your second factor all the same." : undefined,
  };
  return (
    <AuthCard
      title="Two-factor authentication"
      sentence={sentences[kind]}
      foot={<Link href={paths.signIn(half.returnTo)}>Sign in as somebody else</Link>}
    >
      <PageFlash />
      {kind === "passkey" ? (
        <PasskeyFactor trust={trust} />
      ) : kind === "text" ? (
        <TextFactor to={factors.textTo ?? ""} waits={await textCodeWaits(half.id)} trust={trust} />
      ) : (
        <CodeForm kind={kind} trust={trust} />
      )}
      {choices.length > 1 && (
        <div className="mt-4 border-t border-line pt-4">
          <p className="text-xs text-ink-3">Another way</p>
          <ul className="mt-1 grid">
            {choices
              .filter((choice) => choice !== kind)
              .map((choice) => (
                <li key={choice}>
                  <Link
                    href={`${paths.secondFactor}?by=${choice}`}
                    className="inline-flex min-h-8 items-center text-accent hover:underline pointer-coarse:min-h-10"
                  >
                    {factorNames[choice]}
                  </Link>
                </li>
              ))}
          </ul>
        </div>
      )}
    </AuthCard>
  );
}

const sentences: Record<FactorKind, string> = {
  passkey: "One step is left: use your passkey.",
  totp: "One step is left: the code that your app shows now.",
  text: "One step is left: a code from a text message.",
  recovery_code: "A recovery code stands in for a second factor you do not have at hand.",
};

function TextFactor({ to, waits, trust }: { to: string; waits: boolean; trust: { offered: boolean; hint?: string } }) {
  return (
    <div className="grid gap-4">
      {waits && <CodeForm kind="text" trust={trust} />}
      <ActionButton
        action={textCode}
        size="lg"
        variant={waits ? "secondary" : "primary"}
        className="grid"
        pendingText="Sending…"
      >
        {waits ? "Text a new code" : `Text a code to ${maskedPhone(to)}`}
      </ActionButton>
      {waits && <OutboxLink />}
    </div>
  );
}
