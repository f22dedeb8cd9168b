import type { Metadata } from "next";
import { PageHeader } from "@/components/ui/page-header";
import { listSignIns } from "@/db/queries/account";
import { getOwnFactors, listPasskeys, listTrustedDevices } from "@/db/queries/two-factor";
import { requireUser } from "@/lib/auth/require";
import { livingSessions } from "@/lib/auth/sessions";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import { now } from "@/lib/clock";
import { readPlace, type SearchParams } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { AccountPage } from "../../account-page";
import { listLinks } from "../../list-links";
import { SessionTable } from "./session-table";
import { SignInHistory } from "./sign-in-history";
import { TrustedDevices } from "./trusted-devices";
import { TwoFactorCard } from "./two-factor-card";

export const metadata: Metadata = { title: "Security" };

export default async function SecurityPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const actor = await requireUser();
  const at = now();
  const place = readPlace(await searchParams, ["at"], { sort: "at", dir: "desc" });
  const [factors, passkeys, devices, sessions, timeZone, signIns] = await Promise.all([
    getOwnFactors(actor),
    listPasskeys(actor),
    listTrustedDevices(actor, at),
    livingSessions(actor.user.id),
    viewerTimezone(actor.user),
    listSignIns(actor, at, place.page),
  ]);
  const rows = signIns.rows.map((row) => ({ ...row, cursor: "" }));
  const { foot } = listLinks(paths.accountSecurity, {}, place, rows, signIns.total);
  return (
    <AccountPage actor={actor} section="security">
      <PageHeader title="Security" sentence="How you prove that it is you, and where you are signed in." />
      <div className="grid gap-4">
        <TwoFactorCard {...{ factors, passkeys, timeZone }} since={actor.user.twoFactorSince} now={at} />
        <TrustedDevices devices={devices} timeZone={timeZone} now={at} />
        <SessionTable sessions={sessions} thisOne={actor.session.id} timeZone={timeZone} now={at} />
        <SignInHistory rows={signIns.rows} foot={foot} timeZone={timeZone} now={at} />
      </div>
    </AccountPage>
  );
}
