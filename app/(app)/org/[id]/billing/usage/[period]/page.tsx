import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { LinkButton } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { formatDay, formatNumber } from "@/components/ui/format";
import { EmptyState, PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { NameCell, Table, Tbody, Td, Th, Thead, Tr } from "@/components/ui/table";
import { Tag } from "@/components/ui/tag";
import { getOrgUsage } from "@/db/queries/usage";
import { getClosedPeriod, listPeriodProjects, type PeriodProject } from "@/db/queries/usage-history";
import { requireOrg } from "@/lib/auth/require";
import { now } from "@/lib/clock";
import { countOf, monthName, percentOf } from "@/lib/format";
import { readPlace, type SearchParams } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { billingPeriodOf, periodNamed } from "@/lib/usage/period";
import { listLinks } from "../../../../../list-links";
import { OrgPage } from "../../../org-page";

export const metadata: Metadata = { title: "Usage of a billing period" };

type Props = { params: Promise<{ id: string; period: string }>; searchParams: Promise<SearchParams> };

/** The projects of one billing period: of a closed one as kept, of the running one as counted now. */
export default async function UsagePeriodPage({ params, searchParams }: Props) {
  const { id, period: name } = await params;
  const actor = await requireOrg(id, "org.billing.manage");
  const orgId = actor.org.id;
  const period = periodNamed(name);
  const running = period?.firstDay === billingPeriodOf(now()).firstDay;
  const closed = period && !running ? await getClosedPeriod(orgId, period.firstDay) : null;
  if (!period || !(running || closed)) notFound();
  const place = readPlace(await searchParams, ["events"], { sort: "events", dir: "desc" });
  const [{ rows, total }, usage] = await Promise.all([
    listPeriodProjects(orgId, period, { closed: !running, page: place.page }),
    closed ?? getOrgUsage(orgId, period),
  ]);
  const links = listLinks(paths.usagePeriod(orgId, period.firstDay), {}, place, rows.map(inPlace), total);
  const most = Math.max(1, rows[0]?.events ?? 0);
  return (
    <OrgPage actor={actor} section="billing">
      <PageHeader
        title={`Usage in ${monthName(period.firstDay)}`}
        sentence={
          running
            ? `The period runs until ${formatDay(new Date(period.end.getTime() - 1), "UTC")}; this is what was counted so far.`
            : "The period is closed. Deleted projects stand in it too: what arrived is billed."
        }
        actions={
          <>
            <LinkButton href={`/api/org/${orgId}/usage?by=day&period=${period.firstDay}`} plain>
              CSV by day
            </LinkButton>
            <LinkButton href={`/api/org/${orgId}/usage?by=period&period=${period.firstDay}`} plain>
              CSV by project
            </LinkButton>
            {closed?.invoice && (
              <LinkButton href={paths.invoice(orgId, closed.invoice.id)} variant="primary">
                See the invoice
              </LinkButton>
            )}
          </>
        }
      />
      <Card>
        <CardHeader
          lined
          title={countOf(usage.events, "event")}
          sentence={usage.profiles === null ? "Profiles were not counted." : countOf(usage.profiles, "user profile")}
        />
        {rows.length === 0 ? (
          <EmptyState>There was no project in this period.</EmptyState>
        ) : (
          <>
            <Table caption="Projects with their usage" className="in-card">
              <Thead>
                <Th>Project</Th>
                <Th wide align="right">
                  Events
                </Th>
                <Th wide className="w-2/5">
                  Compared
                </Th>
                <Th wide align="right">
                  Share
                </Th>
                <Th wide align="right">
                  <abbr
                    title="Monthly tracked users: people whose events arrived in the month, counted once a night"
                    className="no-underline"
                  >
                    Tracked users
                  </abbr>
                </Th>
                <Th wide align="right">
                  Profiles
                </Th>
              </Thead>
              <Tbody>
                {rows.map((row) => (
                  <Tr key={row.projectId}>
                    <Td>
                      <span className="flex items-center gap-2">
                        <NameCell name={row.name} more={detailOf(row)} /> {row.deleted && <Tag>Deleted</Tag>}
                      </span>
                    </Td>
                    <Td wide align="right">
                      {formatNumber(row.events)}
                    </Td>
                    <Td wide>
                      <svg width="100%" height="8" aria-hidden="true" className="block">
                        <rect
                          width={`${((row.events / most) * 100).toFixed(2)}%`}
                          height="8"
                          rx="2"
                          className="fill-accent"
                        />
                      </svg>
                    </Td>
                    <Td wide align="right">
                      {percentOf(row.events, usage.events)}
                    </Td>
                    <Td wide align="right">
                      {row.people === null ? "–" : formatNumber(row.people)}
                    </Td>
                    <Td wide align="right">
                      {row.profiles === null ? "–" : formatNumber(row.profiles)}
                    </Td>
                  </Tr>
                ))}
              </Tbody>
            </Table>
            <Pagination {...links.foot} />
          </>
        )}
      </Card>
    </OrgPage>
  );
}

/** On a phone, where the columns are gone. */
function detailOf({ events, profiles }: PeriodProject): string {
  return [countOf(events, "event"), profiles !== null && countOf(profiles, "profile")].filter(Boolean).join(" · ");
}

/** Pages are reached by number alone: the order of a running period changes while one reads. */
function inPlace() {
  return { cursor: "" };
}
