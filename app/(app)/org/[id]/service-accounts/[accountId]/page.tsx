import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ActionButton } from "@/components/form/action-button";
import { Card, CardBody, CardHeader, CardSection, Fact, Facts } from "@/components/ui/card";
import { CopyField } from "@/components/ui/copy-field";
import { Link } from "@/components/ui/link";
import { PageHeader } from "@/components/ui/page-header";
import { Time } from "@/components/ui/time";
import { getServiceAccess, getServiceAccount } from "@/db/queries/service-accounts";
import { requireOrg } from "@/lib/auth/require";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import { orgRoleNames } from "@/lib/authz/roles";
import { now } from "@/lib/clock";
import type { SearchParams } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { OrgPage } from "../../org-page";
import { partsGiven } from "../../parts-given";
import { EndTag } from "../end-tag";
import { AccessCards } from "./access-cards";
import { revoke } from "./actions";
import { GiveForm } from "./give-form";
import { RenewForm } from "./renew-form";

export const metadata: Metadata = { title: "Service account" };

type Props = { params: Promise<{ id: string; accountId: string }>; searchParams: Promise<SearchParams> };

export default async function ServiceAccountPage({ params, searchParams }: Props) {
  const { id, accountId } = await params;
  const actor = await requireOrg(id, "org.service_accounts.manage");
  if (!/^[1-9]\d{8}$/.test(accountId)) notFound();
  const { org } = actor;
  const [account, access, given, timeZone] = await Promise.all([
    getServiceAccount(actor, Number(accountId)),
    getServiceAccess(actor, Number(accountId)),
    searchParams.then((query) => partsGiven(actor, query)),
    viewerTimezone(actor.user),
  ]);
  if (!account) notFound();
  const at = now();
  const fields = { orgId: org.id, accountId: account.id };
  return (
    <OrgPage actor={actor} section="serviceAccounts">
      <PageHeader title={account.name} sentence={<Link href={paths.serviceAccounts(org.id)}>Service accounts</Link>} />
      <div className="grid max-w-[760px] grid-cols-[minmax(0,1fr)] gap-4">
        <Card>
          <CardBody className="grid gap-1.5 pt-5">
            <p className="font-medium">User name</p>
            <CopyField value={account.username} label="User name" />
          </CardBody>
          <Facts>
            <Fact label="Organization role">{orgRoleNames[account.role]}</Fact>
            <Fact label="Made">
              <Time at={account.createdAt} timeZone={timeZone} />
              {account.createdBy && ` by ${account.createdBy}`}
            </Fact>
            <Fact label="Last used">
              <Time at={account.lastUsedAt} timeZone={timeZone} relative now={at} empty="Never" />
            </Fact>
            <Fact label="Ends">
              <EndTag expiresAt={account.expiresAt} now={at} timeZone={timeZone} />
            </Fact>
          </Facts>
        </Card>
        <AccessCards orgId={org.id} accountId={account.id} role={account.role} access={access} />
        <Card>
          <CardHeader title="Give access" sentence="Roles at or below your own. They hold until they are removed." />
          <GiveForm given={given} accountId={account.id} />
        </Card>
        <Card>
          <CardHeader title="Secret" sentence={`Ends in …${account.ending}. A new one ends the old one at once.`} />
          <CardSection>
            <RenewForm orgId={org.id} accountId={account.id} />
          </CardSection>
        </Card>
        <Card>
          <CardHeader title="Revoke" sentence="Its program is refused from that moment on. This cannot be undone." />
          <CardSection>
            <ActionButton action={revoke} fields={fields} variant="danger" pendingText="Revoking…">
              Revoke service account
            </ActionButton>
          </CardSection>
        </Card>
      </div>
    </OrgPage>
  );
}
