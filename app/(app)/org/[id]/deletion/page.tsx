import type { Metadata } from "next";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { formatDay } from "@/components/ui/format";
import { type Loss, Losses } from "@/components/ui/losses";
import { PageHeader } from "@/components/ui/page-header";
import { type OrgDeletionPreview, previewOrgDeletion } from "@/db/queries/deleted-orgs";
import { requireOrg } from "@/lib/auth/require";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import { type PlanId, plans } from "@/lib/billing/plans";
import { now } from "@/lib/clock";
import { plural } from "@/lib/format";
import { orgErasureDay, orgRestoreDays } from "@/lib/orgs/periods";
import { readText, type SearchParams } from "@/lib/pagination";
import { OrgPage } from "../org-page";
import { DeletionForm } from "./deletion-form";

export const metadata: Metadata = { title: "Delete organization" };

type Props = { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> };

export default async function OrgDeletionPage({ params, searchParams }: Props) {
  const actor = await requireOrg((await params).id, "org.delete");
  const [preview, query] = await Promise.all([previewOrgDeletion(actor), searchParams]);
  const { id, name, plan } = actor.org;
  const until = formatDay(orgErasureDay(now()), await viewerTimezone(actor.user));
  return (
    <OrgPage actor={actor} section="overview">
      <PageHeader
        title={`Delete ${name}`}
        sentence={`Its owners can restore it until ${until}. Then everything in it is erased for good.`}
      />
      <Card className="max-w-[680px]">
        <CardHeader title="What goes away at once" />
        <CardBody className="grid gap-4">
          <Losses items={losses(preview, plan)} />
          <p className="text-ink-2">
            {`Nobody finds the organization from then on, you included. For ${orgRestoreDays} days any owner can restore it from their account, or by the link in the mail that all owners get now. People keep their accounts and their other organizations.`}
          </p>
          <DeletionForm orgId={id} name={name} typed={readText(query, "typed")} />
        </CardBody>
      </Card>
    </OrgPage>
  );
}

function losses(of: OrgDeletionPreview, plan: PlanId): Loss[] {
  const lines: (Loss | false)[] = [
    {
      count: of.people,
      what: of.people === 1 ? "person is in it: you" : "people lose their place, every role and every grant",
    },
    { count: of.projects, what: `${plural(of.projects, "project")}; what applications go on sending is not stored` },
    of.deletedProjects > 0 && {
      count: of.deletedProjects,
      what: `deleted ${plural(of.deletedProjects, "project")} that could still be restored`,
    },
    { count: of.events, what: plural(of.events, "event") },
    { count: of.profiles, what: plural(of.profiles, "user profile") },
    of.teams > 0 && { count: of.teams, what: plural(of.teams, "team") },
    of.invitations > 0 && {
      count: of.invitations,
      what: `open ${plural(of.invitations, "invitation")}, whose links lead nowhere`,
    },
    { what: `The plan ${plans[plan].name}, invoices, billing details and the audit log` },
  ];
  return lines.filter((line) => line !== false);
}
