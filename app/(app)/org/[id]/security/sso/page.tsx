import type { Metadata } from "next";
import { LinkButton } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { Link } from "@/components/ui/link";
import { EmptyState, PageHeader } from "@/components/ui/page-header";
import { NameCell, Table, Tbody, Td, Th, Thead, Tr } from "@/components/ui/table";
import { Tag, Tags } from "@/components/ui/tag";
import { Time } from "@/components/ui/time";
import { listConnections } from "@/db/queries/connections";
import { requireOrg } from "@/lib/auth/require";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import { planHas } from "@/lib/billing/plans";
import { now } from "@/lib/clock";
import { paths } from "@/lib/paths";
import { expiryMark, expiryOf } from "@/lib/sso/expiry";
import { OrgPage } from "../../org-page";
import { PlanNotice } from "../plan-notice";
import { StageTag } from "./stage-tag";
import { protocolNames, providerNames } from "./words";

export const metadata: Metadata = { title: "Single sign-on" };

export default async function SsoPage({ params }: { params: Promise<{ id: string }> }) {
  const actor = await requireOrg((await params).id, "org.security.manage");
  const { org } = actor;
  const [rows, timeZone] = await Promise.all([listConnections(actor), viewerTimezone(actor.user)]);
  const at = now();
  const hasPlan = planHas(org.plan, "sso");
  const add = (
    <LinkButton href={paths.newConnection(org.id)} variant="primary">
      New connection
    </LinkButton>
  );
  return (
    <OrgPage actor={actor} section="security">
      <PageHeader
        title="Single sign-on"
        sentence={`People of ${org.name} sign in where they have their work account, with SAML or OpenID Connect.`}
        actions={hasPlan && rows.length > 0 && add}
      />
      <div className="grid gap-4">
        {!hasPlan && (
          <PlanNotice actor={actor} of="sso">
            What is set up stays; it signs nobody in until then.
          </PlanNotice>
        )}
        <Card>
          <CardHeader title="Connections" count={rows.length} lined={rows.length > 0} />
          {rows.length === 0 ? (
            <EmptyState action={hasPlan && add}>
              None yet. It takes about ten minutes and an admin at your identity provider: you exchange a few values,
              test the sign-in, and only then let people in through it.
            </EmptyState>
          ) : (
            <Table caption="Connections" inset>
              <Thead>
                <Th>Name</Th>
                <Th wide>Domains</Th>
                <Th wide="extra">Last sign-in</Th>
                <Th narrow>State</Th>
              </Thead>
              <Tbody>
                {rows.map((row) => {
                  const expiry = expiryOf(row);
                  const ends = expiry && (expiry.at <= at || expiryMark(expiry.at, at) !== null);
                  return (
                    <Tr key={row.id}>
                      <Td>
                        <NameCell
                          name={<Link href={paths.connection(org.id, row.id)}>{row.name}</Link>}
                          more={`${protocolNames[row.protocol]} · ${providerNames[row.provider]}`}
                        />
                      </Td>
                      <Td wide>
                        <Tags items={row.domains} />
                      </Td>
                      <Td wide="extra">
                        <Time at={row.lastSignInAt} timeZone={timeZone} relative now={at} empty="Never" />
                      </Td>
                      <Td narrow>
                        <span className="inline-flex flex-wrap gap-1">
                          <StageTag stage={row.stage} />
                          {ends && <Tag tone="warn">{expiry.at <= at ? "Ran out" : "Runs out"}</Tag>}
                        </span>
                      </Td>
                    </Tr>
                  );
                })}
              </Tbody>
            </Table>
          )}
        </Card>
      </div>
    </OrgPage>
  );
}
