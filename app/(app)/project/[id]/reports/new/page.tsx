import type { Metadata } from "next";
import { LinkButton } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { CopyLink } from "@/components/ui/copy-link";
import { Link } from "@/components/ui/link";
import { EmptyState, PageHeader } from "@/components/ui/page-header";
import { findEventNames } from "@/db/queries/event-names";
import { requireProject } from "@/lib/auth/require";
import { can } from "@/lib/authz/authorize";
import { newSecret } from "@/lib/ids";
import type { SearchParams } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { hasQuery, readQuery, writeQuery } from "@/lib/reports/address";
import { queryWords } from "@/lib/reports/words";
import { ProjectPage } from "../../project-page";
import { Builder } from "../builder";
import { Result } from "../result";
import { SaveForm } from "../save-forms";

export const metadata: Metadata = { title: "New report" };

type Props = { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> };

/** A question that is in the address alone: to build one, and for whoever is sent the link. */
export default async function NewReportPage({ params, searchParams }: Props) {
  const actor = await requireProject((await params).id, "project.reports.view");
  const projectId = actor.project.id;
  const asked = await searchParams;
  const { query, draft, problems } = readQuery(asked);
  const edits = can(actor, "project.reports.edit");
  const frequent = edits ? await findEventNames(projectId, "", 6) : [];
  const path = paths.newReport(projectId);
  return (
    <ProjectPage actor={actor} section="reports">
      <PageHeader
        title={edits ? "New report" : "Shared report"}
        sentence={query ? queryWords(query) : "Choose events of this project and count them over time."}
        actions={
          query && (
            <>
              <CopyLink />
              {edits && (
                <LinkButton href={`${paths.reportCsv(projectId)}?${writeQuery(query)}`} plain download>
                  Download CSV
                </LinkButton>
              )}
            </>
          )
        }
      />
      {edits && (
        <Builder
          actor={actor}
          path={path}
          draft={draft}
          problems={hasQuery(asked) ? problems : {}}
          frequent={frequent.map(({ event }) => event)}
        >
          {query && <SaveForm projectId={projectId} query={writeQuery(query)} requestKey={newSecret(18)} />}
        </Builder>
      )}
      {query ? (
        <Result actor={actor} query={query} />
      ) : (
        <Card>
          <EmptyState action={!edits && <LinkButton href={paths.project(projectId)}>All reports</LinkButton>}>
            {!edits && "This link asks for nothing that can be counted. Ask whoever sent it for another one."}
            {edits && frequent.length === 0 && "No event has arrived yet. Send one, and its name can be chosen here."}
            {edits && frequent.length > 0 && (
              <>
                Begin with one of the most frequent:{" "}
                {frequent.map(({ event }, at) => (
                  <span key={event}>
                    {at > 0 && ", "}
                    <Link href={`${path}?${new URLSearchParams({ e: event })}`} dir="auto" className="underline">
                      {event}
                    </Link>
                  </span>
                ))}
                .
              </>
            )}
          </EmptyState>
        </Card>
      )}
    </ProjectPage>
  );
}
