import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ActionButton } from "@/components/form/action-button";
import { Card, CardBody, CardHeader, Fact, Facts } from "@/components/ui/card";
import { CopyField } from "@/components/ui/copy-field";
import { Link } from "@/components/ui/link";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { Time } from "@/components/ui/time";
import { getDomain } from "@/db/queries/domains";
import { requireOrg } from "@/lib/auth/require";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import { now } from "@/lib/clock";
import { countOf } from "@/lib/format";
import { paths } from "@/lib/paths";
import { recordOf } from "@/lib/sso/domain-names";
import { lapseOf } from "@/lib/sso/domains";
import { OrgPage } from "../../../org-page";
import { check, remove } from "../actions";
import { DomainState } from "../domain-state";

export const metadata: Metadata = { title: "Domain" };

/** The record to put into DNS, whether it was seen, and what removing the domain means for whom. */
export default async function DomainPage({ params }: { params: Promise<{ id: string; domainId: string }> }) {
  const { id, domainId } = await params;
  const actor = await requireOrg(id, "org.security.manage");
  const { org } = actor;
  const row = await getDomain(actor, domainId);
  if (!row) notFound();
  const at = now();
  const timeZone = await viewerTimezone(actor.user);
  const record = recordOf(row);
  const time = (moment: Date | null, empty: string) => (
    <Time at={moment} timeZone={timeZone} relative now={at} empty={empty} />
  );
  return (
    <OrgPage actor={actor} section="security">
      <PageHeader
        title={row.domain}
        sentence={<>{countOf(row.people, "member has", "members have")} an address there. Sub-domains are not meant.</>}
      />
      <div className="grid max-w-[680px] gap-4">
        {row.missingSince && (
          <Notice tone="bad" title="The record is gone">
            DNS no longer has it, since {time(row.missingSince, "")}. If it is not back by{" "}
            <Time at={lapseOf(row.missingSince)} timeZone={timeZone} />, the domain is no longer verified.
          </Notice>
        )}
        <Card>
          <CardHeader
            title="Record"
            sentence="Add this to the DNS of the domain, as a record of type TXT. Leave it there: it is looked at every day."
          />
          <CardBody className="grid gap-4">
            <div className="grid gap-1.5">
              <p className="font-medium">Name</p>
              <CopyField value={record.host} label="Name of the record" />
              <p className="text-xs text-ink-3">
                Some providers add {row.domain} themselves: then enter _atrium alone.
              </p>
            </div>
            <div className="grid gap-1.5">
              <p className="font-medium">Value</p>
              <CopyField value={record.value} label="Value of the record" />
            </div>
            <ActionButton
              action={check}
              fields={{ orgId: org.id, domainId: row.id }}
              variant="primary"
              pendingText="Asking DNS…"
            >
              Check now
            </ActionButton>
          </CardBody>
        </Card>
        <Card>
          <CardHeader title="State" />
          <Facts>
            <Fact label="Domain">
              <DomainState {...row} />
            </Fact>
            <Fact label="Signs in through">
              {row.connectionId ? (
                <Link href={paths.connection(org.id, row.connectionId)} className="text-accent underline">
                  {row.connection}
                </Link>
              ) : (
                "No connection"
              )}
            </Fact>
            <Fact label="Claimed">
              {time(row.claimedAt, "")}
              {row.claimedBy && ` by ${row.claimedBy}`}
            </Fact>
            <Fact label="Verified">{time(row.verifiedAt, "Not yet")}</Fact>
            <Fact label="Last checked">{time(row.checkedAt, "Never")}</Fact>
          </Facts>
        </Card>
        <Card>
          <CardHeader title="Remove the domain" />
          <CardBody className="grid gap-3">
            <p className="text-ink-2">
              {row.verifiedAt && row.people > 0 ? (
                <>
                  It concerns{" "}
                  <Link
                    href={`${paths.users(org.id)}?q=${encodeURIComponent(`@${row.domain}`)}`}
                    className="text-accent"
                  >
                    {countOf(row.people, "member", "members")}
                  </Link>
                  {row.stage && row.stage !== "draft" && (
                    <>
                      : they no longer sign in through {row.connection}, and whoever has no password gets a link by mail
                      to set one
                    </>
                  )}
                  : resetting their second factor would end access to {org.name} alone, where they are in another
                  organization, too. Nobody loses a role or a grant.
                </>
              ) : (
                "Nobody is affected: nothing depends on it."
              )}
            </p>
            <ActionButton
              action={remove}
              fields={{ orgId: org.id, domainId: row.id }}
              variant="danger-quiet"
              pendingText="Removing…"
            >
              Remove {row.domain}
            </ActionButton>
          </CardBody>
        </Card>
      </div>
    </OrgPage>
  );
}
