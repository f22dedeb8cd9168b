import type { Metadata } from "next";
import { Avatar } from "@/components/ui/avatar";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Link } from "@/components/ui/link";
import { PageHeader } from "@/components/ui/page-header";
import { getAccount } from "@/db/queries/account";
import { listMyDeletedOrgs } from "@/db/queries/deleted-orgs";
import { listMyOrgs } from "@/db/queries/orgs";
import { requireUser } from "@/lib/auth/require";
import { deviceTimezone, viewerTimezone } from "@/lib/auth/viewer-timezone";
import { now } from "@/lib/clock";
import { readText, type SearchParams } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { hasOwnProof } from "@/lib/two-factor/factors";
import { locales } from "@/lib/viewer-locale";
import { AccountPage } from "../account-page";
import { DeletionNotice } from "./deletion-notice";
import { OrgTable } from "./org-table";
import { OwnProofCard } from "./own-proof-card";
import { NameForm, PreferencesForm } from "./profile-forms";
import { EmailCard, PasswordCard, PhoneCard } from "./sign-in-cards";

export const metadata: Metadata = { title: "Profile & Preferences" };

/** Who I am to the product: name, ways in, preferences, organizations (C1). */
export default async function AccountOverviewPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const actor = await requireUser({ throughSso: true });
  const at = now();
  const [orgs, deleted, account, timeZone, device, query] = await Promise.all([
    listMyOrgs(actor),
    listMyDeletedOrgs(actor),
    getAccount(actor, at),
    viewerTimezone(actor.user),
    deviceTimezone(),
    searchParams,
  ]);
  const { user } = actor;
  const own = hasOwnProof(actor);
  const view = { actor, account, timeZone, now: at };
  return (
    <AccountPage actor={actor} section="overview">
      {own && <DeletionNotice due={account.deletionDueAt} timeZone={timeZone} now={at} />}
      <PageHeader
        avatar={<Avatar id={user.id} name={user.name} size="lg" />}
        title={<span dir="auto">{user.name}</span>}
        sentence={user.email}
      />
      <div className="grid items-start gap-4 lg:grid-cols-[3fr_2fr]">
        <div className="grid gap-4">
          <OrgTable orgs={orgs} deleted={deleted} mayCreate={own && user.emailProven} timeZone={timeZone} now={at} />
          {own ? (
            <>
              <EmailCard {...view} typed={readText(query, "email")} />
              <PasswordCard {...view} />
              <PhoneCard account={account} typed={readText(query, "phone")} />
            </>
          ) : (
            <OwnProofCard />
          )}
        </div>
        <div className="grid gap-4">
          <Card>
            <CardHeader title="Profile" />
            <CardBody>
              <NameForm name={user.name} />
            </CardBody>
          </Card>
          <Card>
            <CardHeader title="Preferences" sentence="How times are written for you." />
            <CardBody>
              <PreferencesForm
                locale={user.locale ?? "en-US"}
                timezone={user.timezoneFixed ? (user.timezone ?? "") : ""}
                languages={languages(at)}
                device={device ?? "UTC"}
              />
            </CardBody>
          </Card>
          {own && (
            <Card>
              <CardHeader title="Danger zone" />
              <CardBody>
                <Link href={paths.deleteAccount} className="font-medium text-bad hover:underline">
                  Delete account…
                </Link>
                <p className="mt-0.5 text-xs text-ink-3">
                  Erases your name and address after 14 days in which you may change your mind.
                </p>
              </CardBody>
            </Card>
          )}
        </div>
      </div>
    </AccountPage>
  );
}

/** Each with this day as it would be written. */
function languages(at: Date) {
  return locales.map(({ value, name }) => ({
    value,
    label: `${name} (${new Intl.DateTimeFormat(value, { dateStyle: "medium", timeZone: "UTC" }).format(at)})`,
  }));
}
