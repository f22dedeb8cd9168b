import { ActionButton } from "@/components/form/action-button";
import { AuthCard } from "@/components/layout/auth-card";
import { Link } from "@/components/ui/link";
import { carried } from "@/lib/auth/carried";
import { usableConnection } from "@/lib/auth/sso-attempts";
import { attemptShown } from "@/lib/auth/sso-finish";
import { paths } from "@/lib/paths";
import { PageFlash } from "../../../../page-flash";
import { LinkProblem } from "../../../link-problem";
import { goOn } from "./actions";

export const metadata = { title: "Go on?" };

/** S1: an identity provider sent somebody here whom nobody here asked about. The person says whether they meant it. */
export default async function UnaskedPage() {
  const [id = "", key = ""] = (await carried("sso-unasked")).split(".");
  const attempt = await attemptShown(id, { key });
  const connection = attempt && (await usableConnection(attempt.connectionId));
  const failed = attempt?.checks.find(({ ok }) => !ok);
  if (!attempt || !connection || failed) {
    const sentence = failed
      ? `The check “${failed.label}” failed. An admin of your organization finds it by the id ${id}.`
      : "What your identity provider sent has run out or was used already.";
    const next = { href: paths.signIn(), label: "Sign in" };
    return <LinkProblem title="Single sign-on did not work" sentence={sentence} next={next} />;
  }
  return (
    <AuthCard
      title={`Go on to ${connection.orgName}?`}
      sentence={
        <>
          {connection.name} sent you here as <b>{attempt.email}</b>.
        </>
      }
      foot={
        <>
          Not you, or not what you meant? <Link href={paths.signIn()}>Leave it</Link>
        </>
      }
    >
      <PageFlash />
      <ActionButton action={goOn} size="lg" variant="primary" className="grid" pendingText="Signing in…">
        Go on
      </ActionButton>
    </AuthCard>
  );
}
