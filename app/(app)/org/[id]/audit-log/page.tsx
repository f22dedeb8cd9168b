import type { Metadata } from "next";
import { LinkButton } from "@/components/ui/button";
import { PageHeader } from "@/components/ui/page-header";
import { auditSorts, searchAudit } from "@/db/queries/audit";
import { setParams } from "@/lib/audit/filter";
import { requireOrg } from "@/lib/auth/require";
import { now } from "@/lib/clock";
import { listHref, readPlace, type SearchParams } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { OrgPage } from "../org-page";
import { Chosen } from "./chosen";
import { LogFilters } from "./filters";
import { LogTable } from "./log-table";
import { readLogView } from "./read-log";

export const metadata: Metadata = { title: "Audit Log" };

type Props = { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> };

export default async function AuditLogPage({ params, searchParams }: Props) {
  const actor = await requireOrg((await params).id, "org.audit.view");
  const query = await searchParams;
  const view = await readLogView(actor, query);
  const place = readPlace(query, auditSorts, { sort: "when", dir: "desc" });
  const found = await searchAudit(actor, view.filter, place);
  const path = paths.auditLog(actor.org.id);
  const kept = setParams(view.params);
  const file = (to: string) => listHref(to, { ...kept, dir: place.dir === "asc" ? "asc" : undefined });
  return (
    <OrgPage actor={actor} section="auditLog">
      <PageHeader
        title="Audit Log"
        sentence={`Every change in ${actor.org.name}, and every sign-in and denial of its people.`}
        actions={
          found.total > 0 && (
            <>
              <LinkButton href={file(paths.auditLogCsv(actor.org.id))} plain>
                Download CSV
              </LinkButton>
              <LinkButton href={file(paths.auditLogNdjson(actor.org.id))} plain>
                NDJSON
              </LinkButton>
            </>
          )
        }
      />
      <LogFilters orgId={actor.org.id} path={path} view={view} dir={place.dir} />
      <Chosen path={path} view={view} names={found.names} />
      <LogTable {...found} path={path} kept={kept} place={place} timeZone={view.timeZone} at={now()} />
    </OrgPage>
  );
}
