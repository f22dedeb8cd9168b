import type { Metadata } from "next";
import { PageHeader } from "@/components/ui/page-header";
import { listSignIns } from "@/db/queries/account";
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

export const metadata: Metadata = { title: "Security" };

export default async function SecurityPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const actor = await requireUser();
  const at = now();
  const place = readPlace(await searchParams, ["at"], { sort: "at", dir: "desc" });
  const [sessions, timeZone, signIns] = await Promise.all([
    livingSessions(actor.user.id),
    viewerTimezone(actor.user),
    listSignIns(actor, at, place.page),
  ]);
  const rows = signIns.rows.map((row) => ({ ...row, cursor: "" }));
  const { foot } = listLinks(paths.accountSecurity, {}, place, rows, signIns.total);
  return (
    <AccountPage actor={actor} section="security">
      <PageHeader
        title="Security"
        sentence="Where you are signed in. A session ends after 7 days without use, and after 30 days in any case."
      />
      <div className="grid gap-4">
        <SessionTable sessions={sessions} thisOne={actor.session.id} timeZone={timeZone} now={at} />
        <SignInHistory rows={signIns.rows} foot={foot} timeZone={timeZone} now={at} />
      </div>
    </AccountPage>
  );
}
