import type { Metadata } from "next";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { FilterRow, FilterSelect, Input } from "@/components/ui/input";
import { Link } from "@/components/ui/link";
import { EmptyState, PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { NameCell, Table, Tbody, Td, Th, Thead, Tr } from "@/components/ui/table";
import { Tag } from "@/components/ui/tag";
import { Time } from "@/components/ui/time";
import { listDirectoryRequests } from "@/db/queries/directory";
import { requireOrg } from "@/lib/auth/require";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import { now } from "@/lib/clock";
import { readPlace, readText, type SearchParams } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { listLinks } from "../../../../../list-links";
import { OrgPage } from "../../../org-page";

export const metadata: Metadata = { title: "Log of directory sync" };

type Props = { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> };

/** Every call of the directory of the last 30 days, without what it said of people. */
export default async function DirectoryLogPage({ params, searchParams }: Props) {
  const actor = await requireOrg((await params).id, "org.security.manage");
  const { org } = actor;
  const query = await searchParams;
  const q = readText(query, "q");
  const failed = readText(query, "status") === "refused";
  const place = readPlace(query, ["when"], { sort: "when", dir: "desc" });
  const [found, timeZone] = await Promise.all([
    listDirectoryRequests(actor, { q, failed }, place.page),
    viewerTimezone(actor.user),
  ]);
  const path = paths.directoryLog(org.id);
  const rows = found.rows.map((row) => ({ ...row, cursor: "" }));
  const { foot } = listLinks(path, { q, status: failed ? "refused" : "" }, place, rows, found.total);
  const at = now();
  return (
    <OrgPage actor={actor} section="security">
      <PageHeader
        title="Log"
        sentence="Calls of your directory, kept for 30 days. What they said of people is left out."
      />
      <form action={path}>
        <FilterRow>
          <Input
            type="search"
            name="q"
            defaultValue={q}
            placeholder="Path or reason"
            aria-label="Path or reason"
            className="w-64!"
          />
          <FilterSelect
            label="Answer"
            name="status"
            defaultValue={failed ? "refused" : ""}
            options={[
              { value: "", label: "Any" },
              { value: "refused", label: "Refused" },
            ]}
          />
          <Button type="submit">Filter</Button>
        </FilterRow>
      </form>
      <Card>
        {rows.length === 0 ? (
          <EmptyState>{q || failed ? "Nothing fits." : "Your directory has not called yet."}</EmptyState>
        ) : (
          <>
            <Table caption="Calls" inset>
              <Thead>
                <Th>Call</Th>
                <Th narrow>Answer</Th>
                <Th wide="extra">Reason</Th>
                <Th wide narrow>
                  Took
                </Th>
                <Th wide narrow>
                  When
                </Th>
              </Thead>
              <Tbody>
                {rows.map((row) => (
                  <Tr key={row.id}>
                    <Td className="wrap-anywhere">
                      <NameCell
                        name={
                          <Link href={paths.directoryRequest(org.id, row.id)}>
                            {row.method} {row.path}
                          </Link>
                        }
                        more={row.detail ?? row.token}
                      />
                    </Td>
                    <Td narrow>
                      <Tag tone={row.status < 400 ? "good" : "bad"}>{row.status}</Tag>
                    </Td>
                    <Td wide="extra">{row.detail ?? "–"}</Td>
                    <Td wide narrow>
                      {row.milliseconds} ms
                    </Td>
                    <Td wide narrow>
                      <Time at={row.at} timeZone={timeZone} relative now={at} />
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
