import type { Metadata } from "next";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Link } from "@/components/ui/link";
import { EmptyState, PageHeader } from "@/components/ui/page-header";
import { NameCell, Table, Tbody, Td, Th, Thead, Tr } from "@/components/ui/table";
import { listDomains } from "@/db/queries/domains";
import { requireOrg } from "@/lib/auth/require";
import { planHas } from "@/lib/billing/plans";
import { countOf } from "@/lib/format";
import { readText, type SearchParams } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { OrgPage } from "../../org-page";
import { PlanNotice } from "../plan-notice";
import { ClaimForm } from "./claim-form";
import { DomainState } from "./domain-state";

export const metadata: Metadata = { title: "Domains" };

type Props = { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> };

export default async function DomainsPage({ params, searchParams }: Props) {
  const actor = await requireOrg((await params).id, "org.security.manage");
  const { org } = actor;
  const rows = await listDomains(actor);
  return (
    <OrgPage actor={actor} section="security">
      <PageHeader
        title="Domains"
        sentence={`E-mail domains that belong to ${org.name}. A record in DNS shows it, and is looked at every day.`}
      />
      <div className="grid gap-4">
        <Card>
          <CardHeader title="Domains" count={rows.length} lined={rows.length > 0} />
          {rows.length === 0 ? (
            <EmptyState>
              None yet. Once a domain is verified, resetting the second factor of somebody with an address there covers
              their whole account.
            </EmptyState>
          ) : (
            <Table caption="Domains" inset>
              <Thead>
                <Th>Domain</Th>
                <Th wide narrow>
                  People
                </Th>
                <Th narrow>State</Th>
              </Thead>
              <Tbody>
                {rows.map((row) => (
                  <Tr key={row.id}>
                    <Td>
                      <NameCell
                        name={<Link href={paths.domain(org.id, row.id)}>{row.domain}</Link>}
                        more={countOf(row.people, "person", "people")}
                      />
                    </Td>
                    <Td wide narrow>
                      {row.people.toLocaleString("en-US")}
                    </Td>
                    <Td narrow>
                      <DomainState {...row} />
                    </Td>
                  </Tr>
                ))}
              </Tbody>
            </Table>
          )}
        </Card>
        {planHas(org.plan, "sso") ? (
          <Card>
            <CardHeader title="Add a domain" />
            <CardBody>
              <ClaimForm orgId={org.id} typed={readText(await searchParams, "domain")} />
            </CardBody>
          </Card>
        ) : (
          <PlanNotice actor={actor} of="sso">
            Domains are verified for it.
          </PlanNotice>
        )}
      </div>
    </OrgPage>
  );
}
