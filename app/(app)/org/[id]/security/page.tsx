import type { Metadata } from "next";
import { ActionButton } from "@/components/form/action-button";
import { LinkButton } from "@/components/ui/button";
import { Card, CardBody, CardHeader, Fact, Facts } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { Tag } from "@/components/ui/tag";
import { Time } from "@/components/ui/time";
import { listConnections } from "@/db/queries/connections";
import { listDomains } from "@/db/queries/domains";
import { getOrgSecurity, listUnenrolled, type OrgSecurity } from "@/db/queries/org-security";
import { requireOrg } from "@/lib/auth/require";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import { now } from "@/lib/clock";
import { countOf, listOf } from "@/lib/format";
import { readPlace, readText, type SearchParams } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { listLinks } from "../../../list-links";
import { OrgPage } from "../org-page";
import { releaseFactor } from "./actions";
import { LimitsForm } from "./limits-form";
import { SsoFactorForm } from "./sso-factor-form";
import { TrustForm } from "./trust-form";
import { UnenrolledCard } from "./unenrolled-card";

export const metadata: Metadata = { title: "Access & Security" };

type Props = { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> };

export default async function OrgSecurityPage({ params, searchParams }: Props) {
  const actor = await requireOrg((await params).id, "org.security.manage");
  const { org } = actor;
  const at = now();
  const query = await searchParams;
  const place = readPlace(query, ["name"], { sort: "name", dir: "asc" });
  const [security, unenrolled, domains, connections, timeZone] = await Promise.all([
    getOrgSecurity(actor),
    listUnenrolled(actor, place.page),
    listDomains(actor),
    listConnections(actor),
    viewerTimezone(actor.user),
  ]);
  const rows = unenrolled.rows.map((row) => ({ ...row, cursor: "" }));
  const { foot } = listLinks(paths.orgSecurity(org.id), {}, place, rows, unenrolled.total);
  const typed = (name: string, stored: number | null) =>
    readText(query, name) || (stored === null ? "" : String(stored));
  return (
    <OrgPage actor={actor} section="security">
      <PageHeader
        title="Access & Security"
        sentence={`What ${org.name} asks of everybody who opens it. Their other organizations stay as they are.`}
      />
      <div className="grid gap-4">
        <TwoFactorCard orgId={org.id} {...{ security, timeZone, at }} />
        {security.asked > 0 && (
          <UnenrolledCard
            orgId={org.id}
            rows={unenrolled.rows}
            foot={foot}
            required={security.twoFactorFrom !== null}
          />
        )}
        <Card id="sso">
          <CardHeader
            title="Single sign-on"
            sentence={
              connections.length === 0
                ? "People sign in where they have their work account."
                : connections
                    .map(({ name, stage }) => `${name} (${stage})`)
                    .slice(0, 5)
                    .join(", ")
            }
            actions={<LinkButton href={paths.sso(org.id)}>Manage single sign-on</LinkButton>}
          />
          {connections.length > 0 && (
            <CardBody>
              <SsoFactorForm orgId={org.id} counts={security.ssoIsTwoFactor} />
            </CardBody>
          )}
        </Card>
        <Card id="directory">
          <CardHeader
            title="Directory sync"
            sentence="Your directory says by SCIM who is a member, and who is in which team."
            actions={<LinkButton href={paths.directory(org.id)}>Manage directory sync</LinkButton>}
          />
        </Card>
        <Card id="domains">
          <CardHeader
            title="Domains"
            sentence={
              domains.length === 0
                ? `Show which e-mail domains belong to ${org.name}.`
                : domains
                    .map(({ domain }) => domain)
                    .slice(0, 5)
                    .join(", ")
            }
            actions={<LinkButton href={paths.domains(org.id)}>Manage domains</LinkButton>}
          />
          {domains.some(({ missingSince }) => missingSince) && (
            <CardBody>
              <Notice tone="bad">
                The record of {listOf(domains.filter(({ missingSince }) => missingSince).map(({ domain }) => domain))}{" "}
                is gone.
              </Notice>
            </CardBody>
          )}
        </Card>
        <div className="grid items-start gap-4 lg:grid-cols-2">
          <Card id="trusted-devices">
            <CardHeader title="Trusted devices" />
            <CardBody>
              <TrustForm orgId={org.id} allowed={security.trustedDevices} />
            </CardBody>
          </Card>
          <Card id="session-limits">
            <CardHeader title="Session limits" sentence="How long a sign-in opens this organization." />
            <CardBody>
              <LimitsForm
                orgId={org.id}
                idleHours={typed("idleHours", security.sessionIdleHours)}
                hours={typed("hours", security.sessionHours)}
              />
            </CardBody>
          </Card>
        </div>
      </div>
    </OrgPage>
  );
}

type CardProps = { orgId: number; security: OrgSecurity; timeZone: string; at: Date };

function TwoFactorCard({ orgId, security, timeZone, at }: CardProps) {
  const { twoFactorFrom: from, members, enrolled, asked } = security;
  const through = members - enrolled - asked;
  return (
    <Card id="two-factor">
      <CardHeader
        title="Two-factor authentication"
        sentence={from ? undefined : "Anybody who has it is asked for it at every sign-in. You can require it of all."}
        actions={
          <>
            <LinkButton href={paths.requireTwoFactor(orgId)} variant={from ? "secondary" : "primary"}>
              {from ? "Change the day…" : "Require it…"}
            </LinkButton>
            {from && (
              <ActionButton
                action={releaseFactor}
                fields={{ orgId, was: from.toISOString() }}
                variant="danger-quiet"
                pendingText="Turning off…"
              >
                No longer require it
              </ActionButton>
            )}
          </>
        }
      />
      <Facts>
        <Fact label="Required">
          {!from ? (
            "No"
          ) : from <= at ? (
            <>
              <Tag tone="good">Yes</Tag> since <Time at={from} timeZone={timeZone} />
            </>
          ) : (
            <>
              <Tag tone="warn">Soon</Tag> from <Time at={from} timeZone={timeZone} />
            </>
          )}
        </Fact>
        <Fact label="Set up by">
          {enrolled.toLocaleString("en-US")} of {members.toLocaleString("en-US")}
        </Fact>
        {through > 0 && (
          <Fact label="Single sign-on stands for it">{countOf(through, "member")} without a factor of their own</Fact>
        )}
      </Facts>
    </Card>
  );
}
