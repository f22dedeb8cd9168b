import { AuthCard } from "@/components/layout/auth-card";
import { CopyField } from "@/components/ui/copy-field";
import { Link } from "@/components/ui/link";
import { browserHash } from "@/lib/auth/cookies";
import { attemptShown } from "@/lib/auth/sso-finish";
import { paths } from "@/lib/paths";
import type { Search } from "../../../return-path";

export const metadata = { title: "Single sign-on did not work" };

/** Which check failed, and the id by which an admin finds it in the connection's log. */
export default async function SsoProblemPage({ searchParams }: { searchParams: Search }) {
  const asked = (await searchParams).id;
  const id = typeof asked === "string" && /^sso_[0-9a-z]{24}$/.test(asked) ? asked : null;
  const attempt = id ? await attemptShown(id, { browserHash: await browserHash() }) : null;
  const failed = attempt?.checks.find(({ ok }) => !ok);
  return (
    <AuthCard
      title="Single sign-on did not work"
      sentence={
        failed
          ? `The check “${failed.label}” failed. Try again; if it stays so, tell an admin of your organization the id below.`
          : "That sign-in has run out, was used already, or began in another browser. Begin again here; if it stays so, tell an admin of your organization the id below."
      }
      foot={<Link href={paths.signIn(attempt?.returnTo)}>Sign in again</Link>}
    >
      {failed && attempt && (
        <dl className="mb-5 grid gap-1 text-ink-2">
          <div>
            <dt className="inline font-medium">Expected: </dt>
            <dd className="inline break-words">{failed.expected}</dd>
          </div>
          <div>
            <dt className="inline font-medium">Found: </dt>
            <dd className="inline break-words">{failed.found}</dd>
          </div>
        </dl>
      )}
      {id && <CopyField label="Id of this sign-in" value={id} />}
    </AuthCard>
  );
}
