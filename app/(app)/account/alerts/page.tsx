import type { Metadata } from "next";
import { LinkButton } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState, PageHeader } from "@/components/ui/page-header";
import { listOwnAlerts } from "@/db/queries/alerts";
import { requireUser } from "@/lib/auth/require";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import { readText, type SearchParams } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { AccountPage } from "../../account-page";
import { AlertTable } from "../../alert-table";
import { NameSearch } from "../../name-search";

export const metadata: Metadata = { title: "Alerts" };

const most = 200;

export default async function AccountAlertsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const actor = await requireUser({ throughSso: true });
  const q = readText(await searchParams, "q");
  const found = await listOwnAlerts(actor, { q, limit: most + 1 });
  return (
    <AccountPage actor={actor} section="alerts">
      <PageHeader title="Alerts" sentence="Reports that you subscribed to, in every project you reach." />
      {(found.length > 0 || q) && <NameSearch path={paths.accountAlerts} q={q} />}
      <Card>
        {found.length === 0 ? (
          <EmptyState action={q && <LinkButton href={paths.accountAlerts}>Show all alerts</LinkButton>}>
            {q
              ? "No alert is on a report or project of this name."
              : "You subscribed to no report. Open one and choose Alerts to hear of it every day, every week, or when a count passes a number."}
          </EmptyState>
        ) : (
          <AlertTable alerts={found.slice(0, most)} timeZone={await viewerTimezone(actor.user)} place="everywhere" />
        )}
      </Card>
      {found.length > most && <p className="mt-3 text-ink-3">{`The first ${most}. Search for others by name.`}</p>}
    </AccountPage>
  );
}
