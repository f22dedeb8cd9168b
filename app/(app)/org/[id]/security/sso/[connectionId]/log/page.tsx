import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { FilterRow, FilterSelect, Input } from "@/components/ui/input";
import { Link } from "@/components/ui/link";
import { EmptyState, PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { NameCell, Table, Tbody, Td, Th, Thead, Tr } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import { getConnection, listAttempts } from "@/db/queries/connections";
import { requireOrg } from "@/lib/auth/require";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import { now } from "@/lib/clock";
import { readPlace, readText, type SearchParams } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { listLinks } from "../../../../../../list-links";
import { OrgPage } from "../../../../org-page";
import { Outcome, outcomes, purposes } from "./outcome";

export const metadata: Metadata = { title: "Log of a connection" };

type Props = { params: Promise<{ id: string; connectionId: string }>; searchParams: Promise<SearchParams> };

/** Every way to the provider of the last 30 days; people name the id of the one that failed them. */
export default async function ConnectionLogPage({ params, searchParams }: Props) {
  const { id, connectionId } = await params;
  const actor = await requireOrg(id, "org.security.manage");
  const { org } = actor;
  const row = await getConnection(actor, connectionId);
  if (!row) notFound();
  const query = await searchParams;
  const q = readText(query, "q");
  const outcome = outcomes.find(({ value }) => value === readText(query, "outcome"))?.value ?? "";
  const place = readPlace(query, ["when"], { sort: "when", dir: "desc" });
  const [found, timeZone] = await Promise.all([
    listAttempts(actor, row.id, { q, outcome }, place.page),
    viewerTimezone(actor.user),
  ]);
  const path = paths.connectionLog(org.id, row.id);
  const rows = found.rows.map((attempt) => ({ ...attempt, cursor: "" }));
  const { foot } = listLinks(path, { q, outcome }, place, rows, found.total);
  const at = now();
  return (
    <OrgPage actor={actor} section="security">
      <PageHeader
        title="Log"
        sentence={
          <>
            Sign-ins and tests through{" "}
            <Link href={paths.connection(org.id, row.id)} className="text-accent underline">
              {row.name}
            </Link>
            , kept for 30 days.
          </>
        }
      />
      <form action={path}>
        <FilterRow>
          <Input
            type="search"
            name="q"
            defaultValue={q}
            placeholder="Id, e-mail or check"
            aria-label="Id, e-mail or check"
            className="w-64!"
          />
          <FilterSelect label="Outcome" name="outcome" defaultValue={outcome} options={outcomes} />
          <Button type="submit">Filter</Button>
        </FilterRow>
      </form>
      <Card>
        {rows.length === 0 ? (
          <EmptyState>{q || outcome ? "Nothing fits." : "Nobody has signed in or tested yet."}</EmptyState>
        ) : (
          <>
            <Table caption="Sign-ins and tests" inset>
              <Thead>
                <Th>Who</Th>
                <Th wide>What</Th>
                <Th wide="extra">Address</Th>
                <Th>Outcome</Th>
                <Th wide narrow>
                  When
                </Th>
              </Thead>
              <Tbody>
                {rows.map((attempt) => (
                  <Tr key={attempt.id}>
                    <Td>
                      <NameCell
                        name={
                          <Link href={paths.ssoAttempt(org.id, row.id, attempt.id)}>
                            {attempt.email ?? attempt.person ?? "Not known yet"}
                          </Link>
                        }
                        more={<Time at={attempt.createdAt} timeZone={timeZone} relative now={at} />}
                      />
                    </Td>
                    <Td wide>{purposes[attempt.purpose]}</Td>
                    <Td wide="extra">{attempt.ip ?? "–"}</Td>
                    <Td>
                      <Outcome {...attempt} at={at} />
                    </Td>
                    <Td wide narrow>
                      <Time at={attempt.createdAt} timeZone={timeZone} relative now={at} />
                    </Td>
                  </Tr>
                ))}
              </Tbody>
            </Table>
            <Pagination {...foot} />
          </>
        )}
      </Card>
    </OrgPage>
  );
}
