import type { Metadata } from "next";
import { Button, LinkButton } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { FilterRow, FilterSelect, Input } from "@/components/ui/input";
import { Link } from "@/components/ui/link";
import { EmptyState, PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { NameCell, Table, Tbody, Td, Th, Thead, Tr } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import { searchPrivacyRequests } from "@/db/queries/privacy";
import { requireOrg } from "@/lib/auth/require";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import { now } from "@/lib/clock";
import { countOf } from "@/lib/format";
import { readPlace, readText, type SearchParams } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { isOpen, kindNames, kinds, statuses, statusNames } from "@/lib/privacy/kinds";
import { listLinks } from "../../../list-links";
import { OrgPage } from "../org-page";
import { StatusTag } from "./status-tag";

export const metadata: Metadata = { title: "Data & Privacy" };

type Props = { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> };

/** D1: what people asked the org for, of its projects, and how far that is. */
export default async function PrivacyPage({ params, searchParams }: Props) {
  const actor = await requireOrg((await params).id, "org.privacy.manage");
  const { org } = actor;
  const query = await searchParams;
  const filter = {
    q: readText(query, "q"),
    kind: kinds.find((kind) => kind === query.kind) ?? null,
    status: statuses.find((status) => status === query.status) ?? null,
  };
  const place = readPlace(query, ["when"], { sort: "when", dir: "desc" });
  const [{ rows: found, total }, timeZone] = await Promise.all([
    searchPrivacyRequests(actor, filter, place.page),
    viewerTimezone(actor.user),
  ]);
  const path = paths.privacy(org.id);
  const rows = found.map((row) => ({ ...row, cursor: "" }));
  const kept = { q: filter.q, kind: filter.kind ?? "", status: filter.status ?? "" };
  const { foot } = listLinks(path, kept, place, rows, total);
  const filtered = Boolean(filter.q || filter.kind || filter.status);
  const at = now();
  const ask = (
    <LinkButton variant="primary" href={paths.newPrivacyRequest(org.id)}>
      New request
    </LinkButton>
  );
  return (
    <OrgPage actor={actor} section="privacy">
      <PageHeader
        title="Data & Privacy"
        sentence="Requests of people whom your projects have data about: to get it, or to have it deleted."
        actions={ask}
      />
      {(total > 0 || filtered) && (
        <form action={path}>
          <FilterRow>
            <Input
              type="search"
              name="q"
              defaultValue={filter.q}
              maxLength={255}
              placeholder="Project, or a whole distinct id"
              aria-label="Project, or a whole distinct id"
              className="min-w-40 flex-1"
            />
            <FilterSelect
              label="Kind"
              name="kind"
              defaultValue={kept.kind}
              options={[{ value: "", label: "Any" }, ...kinds.map((value) => ({ value, label: kindNames[value] }))]}
            />
            <FilterSelect
              label="Status"
              name="status"
              defaultValue={kept.status}
              options={[
                { value: "", label: "Any" },
                ...statuses.map((value) => ({ value, label: statusNames[value] })),
              ]}
            />
            <Button type="submit">Filter</Button>
          </FilterRow>
        </form>
      )}
      <Card>
        {total === 0 ? (
          <EmptyState action={filtered ? <LinkButton href={path}>Show all requests</LinkButton> : ask}>
            {filtered
              ? "No request fits."
              : "Nobody has asked yet. When a person does, start here: by one id, or a list of up to 2,000."}
          </EmptyState>
        ) : (
          <>
            <Table caption="Requests" inset>
              <Thead>
                <Th>Request</Th>
                <Th narrow>Status</Th>
                <Th wide>Made</Th>
                <Th wide narrow>
                  Due
                </Th>
              </Thead>
              <Tbody>
                {rows.map((row) => (
                  <Tr key={row.id}>
                    <Td className="wrap-anywhere">
                      <NameCell
                        name={
                          <Link href={paths.privacyRequest(org.id, row.id)}>
                            {kindNames[row.kind]}, {countOf(row.idCount, "id")}
                          </Link>
                        }
                        more={`${row.projectName}, ${row.regulation}`}
                      />
                    </Td>
                    <Td narrow>
                      <StatusTag status={row.status} />
                    </Td>
                    <Td wide>
                      <Time at={row.requestedAt} timeZone={timeZone} relative now={at} />
                      {row.requestedBy && ` by ${row.requestedBy}`}
                      {row.byApi && ", API"}
                    </Td>
                    <Td wide narrow>
                      {isOpen(row.status) ? <Time at={row.dueAt} timeZone={timeZone} relative now={at} /> : "–"}
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
