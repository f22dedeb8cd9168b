import type { Metadata } from "next";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { formatDay } from "@/components/ui/format";
import { PageHeader } from "@/components/ui/page-header";
import { type OrgDeletionPreview, previewOrgDeletion } from "@/db/queries/deleted-orgs";
import { requireOrg } from "@/lib/auth/require";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import { type PlanId, plans } from "@/lib/billing/plans";
import { now } from "@/lib/clock";
import { countOf } from "@/lib/format";
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
          <ul className="list-disc pl-5 text-ink-2">
            {losses(preview, plan).map((loss) => (
              <li key={loss}>{loss}</li>
            ))}
          </ul>
          <p className="text-ink-2">
            {`Nobody finds the organization from then on, you included. For ${orgRestoreDays} days any owner can restore it from their account, or by the link in the mail that all owners get now. People keep their accounts and their other organizations.`}
          </p>
          <DeletionForm orgId={id} name={name} typed={readText(query, "typed")} />
        </CardBody>
      </Card>
    </OrgPage>
  );
}

function losses(of: OrgDeletionPreview, plan: PlanId): string[] {
  const lines = [
    of.people === 1
      ? "Your own place: you are the only one in it"
      : `The place of ${countOf(of.people, "person", "people")}, with every role and grant`,
    `${countOf(of.projects, "project")} with ${countOf(of.events, "event")} and ${countOf(of.profiles, "user profile")}; their tokens store nothing any more`,
    of.deletedProjects > 0 && `${countOf(of.deletedProjects, "deleted project")} that could still be restored`,
    of.teams > 0 && countOf(of.teams, "team"),
    of.invitations > 0 && `${countOf(of.invitations, "open invitation")}: their links lead nowhere`,
    `The plan ${plans[plan].name}, with invoices and billing details`,
    "The audit log",
  ];
  return lines.filter((line) => line !== false);
}
