import type { Metadata } from "next";
import { LinkButton } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Select } from "@/components/ui/input";
import { EmptyState, PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { Tabs } from "@/components/ui/tabs";
import { listOwnDeletedProjects } from "@/db/queries/deleted-projects";
import { listMyOrgs } from "@/db/queries/orgs";
import { listOwnProjects } from "@/db/queries/own-projects";
import { requireUser } from "@/lib/auth/require";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import { now } from "@/lib/clock";
import { listHref, readPlace, readText, type SearchParams } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { AccountPage } from "../../account-page";
import { listLinks } from "../../list-links";
import { NameSearch } from "../../name-search";
import { OwnDeletedProjects } from "./deleted-projects";
import { OwnProjectRow } from "./own-project-row";

export const metadata: Metadata = { title: "Projects" };

/** C2: every project I reach, or those that an organization of mine owns, each with its keys as far as I may see them. */
export default async function AccountProjectsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const actor = await requireUser({ throughSso: true });
  const query = await searchParams;
  const q = readText(query, "q");
  const own = query.tab === "own";
  const place = readPlace(query, ["name"], { sort: "name", dir: "asc" });
  const orgs = await listMyOrgs(actor);
  const org = own ? (orgs.find(({ id }) => String(id) === query.org) ?? orgs[0] ?? null) : null;
  const nothing = own && !org;
  const [all, deleted, timeZone] = await Promise.all([
    nothing ? { rows: [], total: 0 } : listOwnProjects(actor, { q, orgId: org?.id ?? null }, place.page),
    listOwnDeletedProjects(actor, 50),
    viewerTimezone(actor.user),
  ]);
  const path = paths.accountProjects;
  const kept = { tab: own ? "own" : undefined, org: org ? String(org.id) : undefined, q };
  const { foot } = listLinks(
    path,
    kept,
    place,
    all.rows.map((row) => ({ ...row, cursor: "" })),
    all.total,
  );
  return (
    <AccountPage actor={actor} section="projects">
      <PageHeader title="Projects" sentence="What you reach, and the keys that your role on each lets you see." />
      <Tabs
        label="Projects"
        items={[
          { label: "Projects", href: path, active: !own },
          { label: "Your Projects", href: `${path}?tab=own`, active: own },
        ]}
      />
      <NameSearch path={path} q={q} kept={own ? { tab: "own" } : {}} choice={String(org?.id)}>
        {own && orgs.length > 1 && (
          <Select
            name="org"
            aria-label="Organization"
            defaultValue={String(org?.id)}
            options={orgs.map(({ id, name }) => ({ value: String(id), label: name }))}
          />
        )}
      </NameSearch>
      <Card>
        {all.total === 0 ? (
          <EmptyState
            action={q && <LinkButton href={listHref(path, { ...kept, q: "" })}>Show all projects</LinkButton>}
          >
            {q ? "No project you reach has a name like this." : emptyText(org?.name ?? null)}
          </EmptyState>
        ) : (
          <>
            <ul>
              {all.rows.map((project) => (
                <OwnProjectRow key={project.id} project={project} showOrg={!own} />
              ))}
            </ul>
            <Pagination {...foot} />
          </>
        )}
      </Card>
      {deleted.length > 0 && <OwnDeletedProjects projects={deleted} timeZone={timeZone} now={now()} />}
    </AccountPage>
  );
}

function emptyText(org: string | null): string {
  const who = "An owner or admin of your organization can add you to one.";
  return org ? `You reach no project of ${org} yet. ${who}` : `You reach no project yet. ${who}`;
}
