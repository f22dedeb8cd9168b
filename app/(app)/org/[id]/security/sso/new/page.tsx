import type { Metadata } from "next";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { requireOrg } from "@/lib/auth/require";
import { planHas } from "@/lib/billing/plans";
import { readText, type SearchParams } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { OrgPage } from "../../../org-page";
import { PlanNotice } from "../../plan-notice";
import { NewConnectionForm } from "./new-connection-form";

export const metadata: Metadata = { title: "New connection" };

type Props = { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> };

export default async function NewConnectionPage({ params, searchParams }: Props) {
  const actor = await requireOrg((await params).id, "org.security.manage");
  const query = await searchParams;
  return (
    <OrgPage actor={actor} section="security">
      <PageHeader title="New connection" sentence="It begins as a draft that signs nobody in." />
      {planHas(actor.org.plan, "sso") ? (
        <Card className="max-w-[680px]">
          <CardHeader title="Your identity provider" />
          <CardBody>
            <NewConnectionForm
              orgId={actor.org.id}
              typed={{
                name: readText(query, "name"),
                provider: readText(query, "provider") || "okta",
                protocol: readText(query, "protocol") || "saml",
              }}
              cancelHref={paths.sso(actor.org.id)}
            />
          </CardBody>
        </Card>
      ) : (
        <PlanNotice actor={actor} of="sso" />
      )}
    </OrgPage>
  );
}
