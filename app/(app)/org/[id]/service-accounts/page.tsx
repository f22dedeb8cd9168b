import type { Metadata } from "next";
import { LinkButton } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Link } from "@/components/ui/link";
import { EmptyState, PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { NameCell, Table, Tbody, Td, Th, Thead, Tr } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import { searchServiceAccounts } from "@/db/queries/service-accounts";
import { requireOrg } from "@/lib/auth/require";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import { orgRoleNames } from "@/lib/authz/roles";
import { now } from "@/lib/clock";
import { countOf } from "@/lib/format";
import { readPlace, readText, type SearchParams } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { listLinks } from "../../../list-links";
import { NameSearch } from "../../../name-search";
import { OrgPage } from "../org-page";
import { EndTag } from "./end-tag";

export const metadata: Metadata = { title: "Service accounts" };

type Props = { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> };

/** V1: programs that act in the org. */
export default async function ServiceAccountsPage({ params, searchParams }: Props) {
  const actor = await requireOrg((await params).id, "org.service_accounts.manage");
  const { org } = actor;
  const query = await searchParams;
  const q = readText(query, "q");
  const place = readPlace(query, ["name"], { sort: "name", dir: "asc" });
  const [{ rows: found, total }, timeZone] = await Promise.all([
    searchServiceAccounts(actor, { q }, place.page),
    viewerTimezone(actor.user),
  ]);
  const path = paths.serviceAccounts(org.id);
  const rows = found.map((row) => ({ ...row, cursor: "" }));
  const { foot } = listLinks(path, { q }, place, rows, total);
  const at = now();
  const create = (
    <LinkButton variant="primary" href={paths.newServiceAccount(org.id)}>
      Create service account
    </LinkButton>
  );
  return (
    <OrgPage actor={actor} section="serviceAccounts">
      <PageHeader
        title="Service accounts"
        sentence="For programs that import events or manage this organization by the API. They are nobody's sign-in and take no seat."
        actions={
          <>
            <LinkButton href={paths.apiReference} plain>
              API reference
            </LinkButton>
            {create}
          </>
        }
      />
      {(total > 0 || q) && <NameSearch path={path} q={q} />}
      <Card>
        {total === 0 ? (
          <EmptyState action={q ? <LinkButton href={path}>Show all service accounts</LinkButton> : create}>
            {q
              ? "No service account has a name like this."
              : "There is no service account yet. Make one for each program, so that one can be revoked without the others."}
          </EmptyState>
        ) : (
          <>
            <Table caption="Service accounts" inset>
              <Thead>
                <Th>Name</Th>
                <Th wide>Role</Th>
                <Th wide="extra">Given</Th>
                <Th wide>Last used</Th>
                <Th narrow>Ends</Th>
              </Thead>
              <Tbody>
                {rows.map((row) => (
                  <Tr key={row.id}>
                    <Td className="wrap-anywhere">
                      <NameCell
                        name={<Link href={paths.serviceAccount(org.id, row.id)}>{row.name}</Link>}
                        more={row.username}
                      />
                    </Td>
                    <Td wide>{orgRoleNames[row.role]}</Td>
                    <Td wide="extra">{`${countOf(row.projects, "project")}, ${countOf(row.teams, "team")}`}</Td>
                    <Td wide>
                      <Time at={row.lastUsedAt} timeZone={timeZone} relative now={at} empty="Never" />
                    </Td>
                    <Td narrow>
                      <EndTag expiresAt={row.expiresAt} now={at} timeZone={timeZone} />
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
