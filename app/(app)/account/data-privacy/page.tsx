import type { Metadata } from "next";
import { ActionButton } from "@/components/form/action-button";
import { LinkButton } from "@/components/ui/button";
import { Card, CardBody, CardHeader, CardSection, Fact, Facts } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { Time } from "@/components/ui/time";
import {
  getAccount,
  getOwnToken,
  listOwnAddresses,
  listOwnExports,
  listOwnVisits,
  type OwnExport,
  type OwnToken,
} from "@/db/queries/account";
import { requireUser } from "@/lib/auth/require";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import { now } from "@/lib/clock";
import { paths } from "@/lib/paths";
import { AccountPage } from "../../account-page";
import { requestExport, revokeToken } from "./actions";
import { ExportWait } from "./export-wait";
import { TokenForm } from "./token-form";
import { UsageCard } from "./usage-card";

export const metadata: Metadata = { title: "Data & Privacy" };

const most = 100;

/** C3: what is known about me, what it is used for, taking it along, and the token for the GDPR API. */
export default async function DataPrivacyPage() {
  const actor = await requireUser();
  const at = now();
  const [account, visits, addresses, exports, token, timeZone] = await Promise.all([
    getAccount(actor, at),
    listOwnVisits(actor, most),
    listOwnAddresses(actor, most),
    listOwnExports(actor, at),
    getOwnToken(actor),
    viewerTimezone(actor.user),
  ]);
  return (
    <AccountPage actor={actor} section="privacy">
      <PageHeader title="Data & Privacy" sentence="What we know about you, and what you may do about it." />
      <div className="grid max-w-[760px] gap-4">
        <UsageCard account={account} visits={visits} addresses={addresses} timeZone={timeZone} now={at} />
        <ExportCard exports={exports} timeZone={timeZone} now={at} />
        <TokenCard token={token} timeZone={timeZone} now={at} />
      </div>
    </AccountPage>
  );
}

type Shown = { timeZone: string; now: Date };

function ExportCard({ exports, timeZone, now: at }: Shown & { exports: OwnExport[] }) {
  const running = exports.some(({ readyAt }) => readyAt === null);
  return (
    <Card id="export">
      <CardHeader
        title="Your data"
        sentence="Everything we have about your account in one archive, as JSON and as CSV."
        actions={
          !running && (
            <ActionButton action={requestExport} pendingText="Asking…">
              Request export
            </ActionButton>
          )
        }
      />
      {exports.map(({ id, createdAt, readyAt, expiresAt, bytes }) => (
        <CardSection key={id} className="flex flex-wrap items-center justify-between gap-3">
          <p>
            Asked for <Time at={createdAt} timeZone={timeZone} relative now={at} />
            <span className="block text-xs text-ink-3">
              {readyAt ? (
                <>
                  {Math.max(1, Math.round((bytes ?? 0) / 1024)).toLocaleString("en-US")} kB, until{" "}
                  <Time at={expiresAt} timeZone={timeZone} />
                </>
              ) : (
                "Being made. We mail you when it is ready."
              )}
            </span>
          </p>
          {readyAt ? (
            <LinkButton href={paths.accountExport(id)} size="sm" plain download>
              Download
            </LinkButton>
          ) : (
            <ExportWait address={`/api/account/exports/${id}`} />
          )}
        </CardSection>
      ))}
    </Card>
  );
}

function TokenCard({ token, timeZone, now: at }: Shown & { token: OwnToken | null }) {
  return (
    <Card id="gdpr-token">
      <CardHeader
        title="GDPR OAuth token"
        sentence="Opens the GDPR API in your name, for every project you are an owner or admin of."
        actions={
          token && (
            <ActionButton action={revokeToken} size="sm" variant="danger-quiet" pendingText="Revoking…">
              Revoke token
            </ActionButton>
          )
        }
      />
      {token && (
        <Facts>
          <Fact label="Made">
            <Time at={token.createdAt} timeZone={timeZone} relative now={at} />
          </Fact>
          <Fact label="Last used">
            <Time at={token.lastUsedAt} timeZone={timeZone} relative now={at} empty="Never" />
          </Fact>
          <Fact label={token.expiresAt > at ? "Works until" : "Ran out"}>
            <Time at={token.expiresAt} timeZone={timeZone} />
          </Fact>
        </Facts>
      )}
      <CardBody>
        <TokenForm has={token !== null} />
      </CardBody>
    </Card>
  );
}
