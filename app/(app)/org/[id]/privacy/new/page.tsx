import type { Metadata } from "next";
import { PageHeader } from "@/components/ui/page-header";
import { listInvitePickers, listPicked } from "@/db/queries/invite-pickers";
import { requireOrg } from "@/lib/auth/require";
import { newSecret } from "@/lib/ids";
import { readText, type SearchParams } from "@/lib/pagination";
import { OrgPage } from "../../org-page";
import { RequestForm } from "./request-form";

export const metadata: Metadata = { title: "New privacy request" };

type Props = { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> };

export default async function NewPrivacyRequestPage({ params, searchParams }: Props) {
  const actor = await requireOrg((await params).id, "org.privacy.manage");
  const query = await searchParams;
  const [pickers, picked] = await Promise.all([
    listInvitePickers(actor),
    listPicked(actor, { projects: [query.projectId ?? []].flat(), teams: [] }),
  ]);
  const typed = {
    kind: readText(query, "kind") || "retrieval",
    regulation: readText(query, "regulation") || "GDPR",
    disclosure: readText(query, "disclosure") || "Data",
    ids: typeof query.ids === "string" ? query.ids.slice(0, 100_000) : "",
  };
  return (
    <OrgPage actor={actor} section="privacy">
      <div className="max-w-[680px]">
        <PageHeader
          title="New privacy request"
          sentence="It covers each id that you enter and every id that identity events joined to it."
        />
        <RequestForm
          orgId={actor.org.id}
          projects={pickers.projects}
          chosen={picked.projects.slice(0, 1)}
          typed={typed}
          requestKey={newSecret(18)}
        />
      </div>
    </OrgPage>
  );
}
