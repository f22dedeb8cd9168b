import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { formatDay } from "@/components/ui/format";
import { Losses } from "@/components/ui/losses";
import { PageHeader } from "@/components/ui/page-header";
import { getMyDeletedOrg } from "@/db/queries/deleted-orgs";
import { numericId, requireUser } from "@/lib/auth/require";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import { plural } from "@/lib/format";
import { orgErasureDay } from "@/lib/orgs/periods";
import { AccountPage } from "../../../account-page";
import { RestorationForm } from "./restoration-form";

export const metadata: Metadata = { title: "Restore organization" };

/** Where the mail about a deletion leads; for everybody but the owners of that organization there is nothing here. */
export default async function RestorationPage({ params }: { params: Promise<{ id: string }> }) {
  const actor = await requireUser();
  const orgId = numericId((await params).id);
  const org = orgId === null ? null : await getMyDeletedOrg(actor, orgId);
  if (!org) notFound();
  const timeZone = await viewerTimezone(actor.user);
  const by = org.deletedBy ?? (org.step ? "An owner" : "An owner who has left");
  return (
    <AccountPage actor={actor} section="overview">
      <PageHeader
        title={`Restore ${org.name}`}
        sentence={`${by} deleted it on ${formatDay(org.deletedAt, timeZone)}.`}
      />
      <Card className="max-w-[680px]">
        {org.erasing ? (
          <CardHeader title="It is too late" sentence="Everything in it is being erased. It cannot be restored." />
        ) : (
          <>
            <CardHeader title="What comes back" />
            <CardBody className="grid gap-4">
              <Losses
                items={[
                  {
                    count: org.counts?.members,
                    what: `${plural(org.counts?.members ?? 2, "person", "people")} with roles, teams and grants`,
                  },
                  {
                    count: org.counts?.projects,
                    what: `${plural(org.counts?.projects ?? 2, "project")} with data and keys; what applications send is stored again`,
                  },
                  { what: "Invitations, plan, invoices and the audit log" },
                ]}
              />
              <p className="text-ink-2">
                {`Events sent since the deletion are not there: they were not kept. Without this, everything is erased from ${formatDay(orgErasureDay(org.deletedAt), timeZone)}.`}
              </p>
              <RestorationForm orgId={org.id} name={org.name} />
            </CardBody>
          </>
        )}
      </Card>
    </AccountPage>
  );
}
