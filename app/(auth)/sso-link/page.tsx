import { ActionButton } from "@/components/form/action-button";
import { AuthCard } from "@/components/layout/auth-card";
import { Fact, Facts } from "@/components/ui/card";
import { outsideActor } from "@/lib/auth/actions";
import { carried } from "@/lib/auth/carried";
import { isRuleBroken } from "@/lib/errors";
import { paths } from "@/lib/paths";
import { type OpenLink, openLink } from "@/lib/sso/linking";
import { PageFlash } from "../../page-flash";
import { LinkProblem } from "../link-problem";
import { linkAccounts } from "./actions";

export const metadata = { title: "Link your accounts" };

/** S4: whether what signs in at an org's identity provider is the owner of this account. Opening it changes nothing. */
export default async function SsoLinkPage() {
  let link: OpenLink;
  try {
    link = await openLink(await outsideActor(), await carried("sso-link"));
  } catch (error) {
    if (!isRuleBroken(error)) throw error;
    const next = { href: paths.signIn(), label: "Sign in" };
    return <LinkProblem title="This link does not work any more" sentence={error.message} next={next} />;
  }
  return (
    <AuthCard
      title={`Let ${link.connection} sign you in?`}
      sentence={<>Somebody signed in there with the address of your account. Link the two only if that was you.</>}
      foot="It was not you? Close this page; nothing changes."
    >
      <PageFlash />
      <Facts className="-mx-5">
        <Fact label="Account here">{link.email}</Fact>
        <Fact label="Account there">{link.subject}</Fact>
        <Fact label="Organization">{link.orgName}</Fact>
      </Facts>
      <ul className="mt-2 mb-5 list-disc pl-5 text-ink-2">
        <li>
          {link.connection} opens {link.orgName} for you, and nothing else
        </li>
        <li>Your password, your other organizations and your account stay yours alone</li>
      </ul>
      <ActionButton action={linkAccounts} size="lg" className="grid" pendingText="Linking…">
        Link the two
      </ActionButton>
    </AuthCard>
  );
}
