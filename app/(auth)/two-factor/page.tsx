import type { ReactNode } from "react";
import { ActionButton } from "@/components/form/action-button";
import { AuthCard } from "@/components/layout/auth-card";
import { LinkButton } from "@/components/ui/button";
import { Link } from "@/components/ui/link";
import { Tag } from "@/components/ui/tag";
import { listMyOrgs } from "@/db/queries/orgs";
import { getFactors } from "@/db/queries/two-factor";
import { numericId, requireUser } from "@/lib/auth/require";
import { textsAvailable } from "@/lib/messages/own-texts";
import { paths } from "@/lib/paths";
import { PageFlash } from "../../page-flash";
import { returnPath, type Search } from "../return-path";
import { begin } from "./actions";

export const metadata = { title: "Set up two-factor authentication" };

/** Which second factor to set up; where an org asks for one, its page opens afterwards. */
export default async function EnrolPage({ searchParams }: { searchParams: Search }) {
  const actor = await requireUser();
  const returnTo = await returnPath(searchParams);
  const orgId = numericId(String((await searchParams).org ?? ""));
  const [orgs, factors] = await Promise.all([listMyOrgs(actor), getFactors(actor.user.id)]);
  const org = orgs.find(({ id, step }) => id === orgId && step === "enrol");
  const again = org && actor.user.twoFactorSince;
  return (
    <AuthCard
      title={org ? `${org.name} asks for a second factor` : "Set up two-factor authentication"}
      sentence={
        again
          ? "An owner or admin reset yours there. Set one up anew, and its pages open again."
          : org
            ? "Set one up, and its pages open. From then on every sign-in asks for it."
            : "Choose how you prove, beside your password, that it is you."
      }
      foot={
        org ? (
          <Link href={paths.account}>Go to your account instead</Link>
        ) : (
          <Link href={returnTo === "/" ? paths.accountSecurity : returnTo}>Not now</Link>
        )
      }
    >
      <PageFlash />
      <ul className="grid gap-2.5">
        <Way
          name="Passkey"
          tag={<Tag tone="good">Safest</Tag>}
          sentence="Your fingerprint, face or PIN, or a security key. It also signs you in without a password."
        >
          <LinkButton href={paths.enrolPasskey(returnTo)} variant="primary">
            {factors?.passkeys ? "Add another" : "Set up"}
            <span className="sr-only"> passkey</span>
          </LinkButton>
        </Way>
        <Way name="Authenticator app" sentence="An app on your phone shows a new code every 30 seconds.">
          <ActionButton
            action={begin}
            fields={{ returnTo }}
            pendingText="Preparing…"
            label={`${factors?.totp ? "Replace" : "Set up"} authenticator app`}
          >
            {factors?.totp ? "Replace" : "Set up"}
          </ActionButton>
        </Way>
        {textsAvailable() && (
          <Way name="Text message" sentence="Codes can be intercepted. Take it where nothing else works for you.">
            <LinkButton href={paths.enrolText(returnTo)}>
              Set up<span className="sr-only"> text messages</span>
            </LinkButton>
          </Way>
        )}
      </ul>
    </AuthCard>
  );
}

function Way(props: { name: string; tag?: ReactNode; sentence: string; children: ReactNode }) {
  return (
    <li className="flex items-center gap-3 rounded-md border border-line px-3.5 py-3">
      <div className="min-w-0 flex-1">
        <p className="font-medium">
          {props.name} {props.tag}
        </p>
        <p className="text-xs text-ink-2">{props.sentence}</p>
      </div>
      {props.children}
    </li>
  );
}
